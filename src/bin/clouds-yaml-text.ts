import type { CloudEntry } from "#client/cloud-entry.ts";

interface WrittenEntry {
  readonly name: string;
  readonly auth: Readonly<Record<string, unknown>>;
  readonly rest: Readonly<Record<string, unknown>>;
}

function lines({ name, auth, rest }: WrittenEntry): string[] {
  // JSON's scalars are YAML's.
  const pairs = (map: Readonly<Record<string, unknown>>, indent: string): string[] =>
    Object.entries(map).map(([key, value]) => `${indent}${key}: ${JSON.stringify(value)}`);
  return [`  ${JSON.stringify(name)}:`, "    auth:", ...pairs(auth, "      "), ...pairs(rest, "    ")];
}

function text(entries: readonly WrittenEntry[]): string {
  return ["# Written by Calor at each start: changes are lost.", "clouds:", ...entries.flatMap(lines), ""].join("\n");
}

/** The password of everybody whom a simulated cloud has from its start. */
const SIMULATED_PASSWORD = "secret";

/** An entry for one of the simulated cloud's own users. */
function simulatedEntry(identityUrl: string, username: string, project: string): WrittenEntry {
  return {
    name: username,
    auth: {
      auth_url: identityUrl,
      username,
      password: SIMULATED_PASSWORD,
      project_name: project,
      user_domain_name: "Default",
      project_domain_name: "Default",
    },
    rest: { region_name: "RegionOne", identity_api_version: "3" },
  };
}

/** clouds.yaml of the simulated cloud: a project user and an admin. */
export function simulatedCloudsYaml(identityUrl: string): string {
  return text([simulatedEntry(identityUrl, "demo", "demo"), simulatedEntry(identityUrl, "admin", "admin")]);
}

/** The service user of the simulated cloud, as a clouds.yaml entry. */
export function simulatedServiceUser(identityUrl: string): Readonly<Record<string, unknown>> {
  const { auth, rest } = simulatedEntry(identityUrl, "calor", "service");
  return { auth, ...rest };
}

/** clouds.yaml of a real cloud with our identity proxy before it. */
export function personalCloudsYaml(entry: CloudEntry, proxyUrl: string): string {
  const { auth: _own, ...rest } = entry.settings;
  return text([
    {
      name: entry.name === "envvars" ? "calor" : entry.name,
      auth: { ...entry.auth, auth_url: proxyUrl },
      // Other clients do not infer it.
      rest: { auth_type: entry.authType, ...rest },
    },
  ]);
}
