const folders = ["/var/lib/heat-cfntools", "/var/lib/cloud/data"];
const FILE_MODE = 416;

type Json = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The configuration of an Ignition text; undefined for any other text. */
export function ignitionConfig(text: string): Json | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    const config: unknown = JSON.parse(text);
    return isMap(config) && isMap(config.ignition) && config.ignition.version !== undefined ? config : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The Ignition text with the resource's metadata as a file where the guest's tools look for it. */
export function withMetadata(config: Json, metadata: Json): string {
  const storage = isMap(config.storage) ? config.storage : {};
  const files = Array.isArray(storage.files) ? (storage.files as unknown[]) : [];
  const source = `data:,${encodeURIComponent(JSON.stringify(metadata))}`;
  const added = folders.map((folder) => ({
    path: `${folder}/cfn-init-data`,
    mode: FILE_MODE,
    contents: { source },
  }));
  return JSON.stringify({ ...config, storage: { ...storage, files: [...files, ...added] } });
}
