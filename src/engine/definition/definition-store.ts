import type { StoredDefinition } from "#storage/rows.ts";
import type { Environment } from "#template/environment/environment.ts";
import type { Facade } from "#template/facade.ts";
import type { Template } from "#template/template.ts";
import { contentHash } from "#storage/content.ts";
import { readEnvironment } from "#template/environment/read.ts";
import { readTemplate } from "#template/read.ts";
import { EngineFault, refuseErrors } from "../faults.ts";
import type { Journal } from "../journal/journal.ts";
import type { AdoptableStack } from "../stack-data.ts";

/** What a stack is made of, read. */
export interface Definition {
  readonly hash: string;
  readonly template: Template;
  readonly environment: Environment;
  /** The environment as Heat's API shows it. */
  readonly environmentDocument: Readonly<Record<string, unknown>>;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly stored: StoredDefinition;
  /** What the resource that the stack is nested in says of itself. */
  readonly facade?: Facade;
  /** What its resources are taken over from, of a stack that is adopted. */
  readonly adopts?: AdoptableStack;
  file(name: string): string | undefined;
  fileNames(): readonly string[];
}

/** A definition to store: texts by their hashes, and the hash of the whole. */
export interface PreparedDefinition {
  readonly hash: string;
  readonly contents: Map<string, string>;
}

/** Parts of a definition before they are stored. */
export interface DefinitionParts {
  readonly template: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, unknown>>;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly facade?: StoredDefinition["facade"];
  readonly availabilityZones?: StoredDefinition["availabilityZones"];
  /** What its resources are taken over from. */
  readonly adopts?: AdoptableStack | undefined;
}

/** Definitions by content hash, in the journal and (a bounded number, read) in memory. */
export interface DefinitionStore {
  load(hash: string): Promise<Definition>;
}

const cachedDefinitions = 200;
const cachedTemplates = 200;

/** Hashes the parts, each text stored once however many stacks have it. */
export function prepareDefinition(parts: DefinitionParts): PreparedDefinition {
  const contents = new Map<string, string>();
  const put = (text: string): string => {
    const hash = contentHash(text);
    contents.set(hash, text);
    return hash;
  };
  const files = Object.fromEntries(Object.entries(parts.files).map(([name, text]) => [name, put(text)]));
  const hash = prepareStored(
    {
      template: put(JSON.stringify(parts.template)),
      files: put(JSON.stringify(files)),
      environment: parts.environment,
      parameters: parts.parameters,
      ...(parts.facade && { facade: parts.facade }),
      ...(parts.availabilityZones && { availabilityZones: parts.availabilityZones }),
      ...(parts.adopts && { adopts: put(JSON.stringify(parts.adopts)) }),
    },
    contents,
  );
  return { hash, contents };
}

/** Hashes a definition whose texts are stored already, as a child stack's are. */
export function prepareStored(stored: StoredDefinition, contents: Map<string, string>): string {
  const text = JSON.stringify(stored);
  const hash = contentHash(text);
  contents.set(hash, text);
  return hash;
}

/** Makes the store over a journal. */
export function createDefinitionStore(journal: Pick<Journal, "content">): DefinitionStore {
  const definitions = new Map<string, Promise<Definition>>();
  const templates = new Map<string, Template>();

  async function text(hash: string): Promise<string> {
    const found = await journal.content(hash);
    if (found === undefined) throw new EngineFault("NotFound", `the stored text ${hash} is missing from the database`);
    return found;
  }

  async function template(hash: string): Promise<Template> {
    const cached = templates.get(hash);
    if (cached) return cached;
    const read = readTemplate(await text(hash), { maxBytes: Infinity });
    refuseErrors(read.diagnostics);
    if (read.value === undefined) throw new EngineFault("StackValidationFailed", "the stored template cannot be read");
    keep(templates, hash, read.value, cachedTemplates);
    return read.value;
  }

  async function load(hash: string): Promise<Definition> {
    const stored = JSON.parse(await text(hash)) as StoredDefinition;
    const fileHashes = JSON.parse(await text(stored.files)) as Record<string, string>;
    const files = new Map<string, string>();
    for (const [name, fileHash] of Object.entries(fileHashes)) files.set(name, await text(fileHash));
    const environment = readEnvironment(stored.environment);
    refuseErrors(environment.diagnostics);
    if (environment.value === undefined)
      throw new EngineFault("StackValidationFailed", "the stored environment cannot be read");
    const { facade } = stored;
    const adopts = stored.adopts === undefined ? undefined : (JSON.parse(await text(stored.adopts)) as AdoptableStack);
    return {
      hash,
      template: await template(stored.template),
      environment: environment.value,
      environmentDocument: stored.environment,
      parameters: stored.parameters,
      stored,
      ...(facade && { facade: (member) => facade[member] }),
      ...(adopts && { adopts }),
      file: (name) => files.get(name),
      fileNames: () => [...files.keys()],
    };
  }

  return {
    load(hash) {
      const cached = definitions.get(hash);
      if (cached) return cached;
      const loading = load(hash);
      keep(definitions, hash, loading, cachedDefinitions);
      loading.catch(() => definitions.delete(hash));
      return loading;
    },
  };
}

function keep<V>(cache: Map<string, V>, key: string, value: V, limit: number): void {
  cache.set(key, value);
  const oldest = cache.keys().next().value;
  if (cache.size > limit && oldest !== undefined) cache.delete(oldest);
}
