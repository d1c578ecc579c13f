import {
  CloudConfigError,
  cloudFromEntry,
  cloudFromEnvironment,
  readCloudsYaml,
  type CloudEntry,
} from "./clouds-yaml.ts";
import type { Credential } from "./credential.ts";

/** Where a clouds.yaml may be, what is read of it, and how. */
export interface CloudSearch {
  /** The entry wanted; without it `OS_CLOUD`, or the only entry there is. */
  readonly name?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** The file's text, or undefined when there is no such file. */
  readonly readFile: (path: string) => Promise<string | undefined>;
}

/** The credential of a named cloud: the first clouds.yaml of the usual places, with the secure.yaml beside it. */
export async function findCloud(search: CloudSearch): Promise<Credential> {
  const wanted = search.name ?? search.env["OS_CLOUD"];
  const paths = cloudsPaths(search);
  for (const path of paths) {
    const text = await search.readFile(path);
    if (text === undefined) continue;
    const clouds = await withSecrets(readCloudsYaml(text, path), path, search);
    const names = Object.keys(clouds);
    const name = wanted ?? (names.length === 1 ? names[0] : undefined);
    if (name === undefined) {
      throw new CloudConfigError(`${path} has ${listOf(names)}: say which one is meant (--cloud or OS_CLOUD)`);
    }
    const entry = Object.hasOwn(clouds, name) ? clouds[name] : undefined;
    if (entry === undefined) throw new CloudConfigError(`no entry ${name} in ${path}; it has: ${listOf(names)}`);
    return cloudFromEntry(entry, `entry ${name} in ${path}`);
  }
  if (wanted === undefined && search.env["OS_AUTH_URL"]) return cloudFromEnvironment(search.env);
  throw new CloudConfigError(`no clouds.yaml found; looked for ${paths.join(", ")}`);
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? "no entries" : names.toSorted().join(", ");
}

function cloudsPaths({ env, workingDirectory }: CloudSearch): string[] {
  const named = env["OS_CLIENT_CONFIG_FILE"];
  if (named) return [named];
  const home = env["HOME"];
  const config = env["XDG_CONFIG_HOME"] || (home ? `${home}/.config` : undefined);
  const folders = [workingDirectory, ...(config ? [`${config}/openstack`] : []), "/etc/openstack"];
  return folders.flatMap((folder) => [`${folder}/clouds.yaml`, `${folder}/clouds.yml`]);
}

async function withSecrets(
  clouds: Readonly<Record<string, CloudEntry>>,
  path: string,
  { env, readFile }: CloudSearch,
): Promise<Readonly<Record<string, CloudEntry>>> {
  const slash = path.lastIndexOf("/");
  const file = env["OS_CLIENT_SECURE_FILE"] ?? `${path.slice(0, slash + 1)}secure.yaml`;
  const text = await readFile(file);
  return text === undefined ? clouds : (merged(clouds, readCloudsYaml(text, file)) as Record<string, CloudEntry>);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function merged(below: unknown, above: unknown): unknown {
  if (!isRecord(below) || !isRecord(above)) return above;
  const result: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above))
    result[key] = Object.hasOwn(below, key) ? merged(below[key], value) : value;
  return result;
}
