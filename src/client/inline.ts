import type { Diagnostic, Place } from "#schema/diagnostic.ts";
import { readDocument } from "#template/document/read-document.ts";
import { readEnvironment } from "#template/environment/read.ts";
import { mergeEnvironments } from "./environment.ts";
import { isUrl, joinUrl, pathOfUrl, urlOfPath } from "./file-url.ts";
import { objectOf, type JsonObject } from "./objects.ts";
import { rewriteText, type Replacement } from "./rewrite-text.ts";

const MAX_FILES = 1000;
/** Texts are checked for size by the service, whose limit can be lifted; this one only bounds memory. */
const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;
const BASE64_LINE = 76;

/** A file that cannot be read or is not what it should be: what, where, and what to do. */
export class InlineFailure extends Error {
  readonly where: string;
  readonly hint: string;
  /** Where the file is named, where that is known. */
  readonly place: Place | undefined;
  constructor(
    what: string,
    where: string,
    hint: string,
    { place, ...options }: { cause?: unknown; place?: Place | undefined } = {},
  ) {
    super(what, options);
    this.name = "InlineFailure";
    this.where = where;
    this.hint = hint;
    this.place = place;
  }
}

/** What a template with its environments is sent as. */
export interface Inlined {
  /** The text as it was written with references made absolute; the object where that was not possible. */
  readonly template: string | JsonObject;
  /** By absolute URL: what `get_file`, nested templates and the registry name, and the environment files. */
  readonly files: Readonly<Record<string, string>>;
  /** The environment files in their order, keys of `files`. */
  readonly environmentFiles: readonly string[];
  /** All of them merged, later over earlier. */
  readonly environment: JsonObject;
  /** The texts that were read, by absolute URL and as they were written, the template's own among them. */
  readonly originals: Readonly<Record<string, string>>;
}

/** What is to be inlined; paths are seen from `cwd`. `read` gets absolute URLs. */
export interface InlineRequest {
  readonly template: string;
  readonly environments?: readonly string[];
  readonly cwd: string;
  readonly read: (url: string) => Promise<Uint8Array>;
  /**
   * Given, it gets all that is wrong with files and environments, and nothing of that is a failure:
   * what cannot be read is left out. What is wrong with templates is not told.
   */
  readonly report?: (diagnostic: Diagnostic) => void;
}

const READ_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  EISDIR: "it is a directory",
  EACCES: "this user may not read it",
};

interface Reference {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly value: string;
  readonly path: readonly (string | number)[];
}

/** How a URL is shown to people. */
function shownUrl(url: string): string {
  return url.startsWith("file:") ? pathOfUrl(url) : url;
}

function shownPlace(url: string, place: Partial<Place> = {}): string {
  return `${shownUrl(url)}${place.line === undefined ? "" : `, line ${place.line}, column ${place.column ?? 1}`}`;
}

/** Line and message of what is wrong in a document. */
function documentFailure(diagnostics: readonly Diagnostic[], url: string): InlineFailure {
  const first = diagnostics.find((each) => each.severity === "error");
  const hint = first?.hint ?? "correct the file and try again; nothing was changed";
  return new InlineFailure(first?.message ?? "the document cannot be read", shownPlace(url, first?.place), hint);
}

function isTemplate(value: JsonObject): boolean {
  return (
    "heat_template_version" in value || "HeatTemplateFormatVersion" in value || "AWSTemplateFormatVersion" in value
  );
}

/** The text of a file as the API takes it: binary contents in base64, in lines as Python's client sends them. */
function textOrBase64(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const lines =
      Buffer.from(bytes)
        .toString("base64")
        .match(new RegExp(`.{1,${BASE64_LINE}}`, "g")) ?? [];
    return lines.map((line) => `${line}\n`).join("");
  }
}

/** All `get_file`s, and all types that are template files, of a template. */
function* templateReferences(value: unknown, path: readonly (string | number)[] = []): Generator<Reference> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* templateReferences(item, [...path, index]);
  } else if (typeof value === "object" && value !== null) {
    const holder = value as Record<string, unknown>;
    for (const [key, item] of Object.entries(holder)) {
      const names =
        typeof item === "string" && (key === "get_file" || (key === "type" && /\.(?:yaml|template)$/.test(item)));
      if (names) yield { holder, key, value: item, path: [...path, key] };
      else yield* templateReferences(item, [...path, key]);
    }
  }
}

const REGISTRY_OPTIONS = new Set(["base_url", "hooks", "restricted_actions"]);

/** The entries of one level of a registry that name files, with the URL they are seen from. */
function* registryReferences(
  level: Record<string, unknown>,
  url: string,
  path: readonly string[] = [],
): Generator<{ reference: Reference; base: string }> {
  const base = typeof level["base_url"] === "string" ? `${joinUrl(url, level["base_url"]).replace(/\/+$/, "")}/` : url;
  for (const [key, value] of Object.entries(level)) {
    const file = typeof value === "string" && !value.includes("::") && !REGISTRY_OPTIONS.has(key);
    if (file) yield { reference: { holder: level, key, value, path: [...path, key] }, base };
  }
  for (const [name, resource] of Object.entries(objectOf(level["resources"]))) {
    if (typeof resource === "object" && resource !== null)
      yield* registryReferences(resource as Record<string, unknown>, base, [...path, "resources", name]);
  }
}

class Inlining {
  readonly files: Record<string, string> = {};
  readonly originals: Record<string, string> = {};
  readonly #read: InlineRequest["read"];
  readonly #report: InlineRequest["report"];
  readonly #begun = new Set<string>();
  constructor({ read, report }: InlineRequest) {
    this.#read = read;
    this.#report = report;
  }

  #fail(failure: InlineFailure): void {
    if (this.#report === undefined) throw failure;
    const { message, hint, where } = failure;
    this.#report({
      severity: "error",
      code: "file",
      message,
      place: failure.place ?? { file: where, path: [] },
      hint,
    });
  }

  /** A file's text; nothing where that cannot be read and failures are told of only. */
  async text(url: string, from?: Place): Promise<string | undefined> {
    try {
      const text = textOrBase64(await this.#read(url));
      this.originals[url] = text;
      return text;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const reason = READ_FAILURES[(error as { code?: string }).code ?? ""] ?? error.message;
      const where = from === undefined ? shownUrl(url) : shownPlace(from.file ?? url, from);
      const hint = "correct the path, or make the file readable";
      this.#fail(
        new InlineFailure(`${shownUrl(url)} cannot be read: ${reason}`, where, hint, { cause: error, place: from }),
      );
      return undefined;
    }
  }

  /** A template with all it names put into `files`, as text and as object. */
  async template(url: string, from?: Place): Promise<{ text: string | undefined; object: JsonObject }> {
    const text = await this.text(url, from);
    if (text === undefined) return { text, object: {} };
    const read = readDocument(text, { what: "template", file: shownUrl(url), maxBytes: MAX_DOCUMENT_BYTES });
    if (read.source === undefined) {
      if (this.#report === undefined) throw documentFailure(read.diagnostics, url);
      return { text, object: {} };
    }
    const object = read.source.value as Record<string, unknown>;
    const replacements: Replacement[] = [];
    for (const { holder, key, value, path } of Array.from(templateReferences(object))) {
      const from = read.source.place(path);
      const to = await this.file(joinUrl(url, value), { from, template: key === "type" });
      holder[key] = to;
      if (to !== value) replacements.push({ path, from: value, to });
    }
    return { text: replacements.length === 0 ? text : rewriteText(text, replacements, object), object };
  }

  /** Puts a file, named at the place `from` (and what it names, when it is a template) into `files`; its URL. */
  async file(url: string, { from, template }: { from: Place; template: boolean }): Promise<string> {
    if (this.#begun.has(url)) return url;
    if (this.#begun.size >= MAX_FILES) {
      const where = shownPlace(from.file ?? url, from);
      throw new InlineFailure(`more than ${MAX_FILES} files are named`, where, "split the template");
    }
    this.#begun.add(url);
    if (template) {
      const { text, object } = await this.template(url, from);
      if (Object.hasOwn(this.originals, url)) this.files[url] = text ?? JSON.stringify(object);
      return url;
    }
    const text = await this.text(url, from);
    if (text === undefined) return url;
    // As python-heatclient: a template that is named by get_file is inlined too, and sent as JSON.
    const document = /(?:heat_template_version|TemplateFormatVersion)/.test(text)
      ? readDocument(text, { what: "template" }).source
      : undefined;
    this.files[url] =
      document !== undefined && isTemplate(objectOf(document.value))
        ? JSON.stringify((await this.template(url, from)).object)
        : text;
    return url;
  }

  async environment(url: string): Promise<JsonObject> {
    const text = await this.text(url);
    if (text === undefined) return {};
    const read = readDocument(text, { what: "environment", file: shownUrl(url), maxBytes: MAX_DOCUMENT_BYTES });
    // Sent merged, so the service no longer knows which file and line is wrong.
    const { diagnostics } = readEnvironment(text, { file: shownUrl(url), maxBytes: MAX_DOCUMENT_BYTES });
    if (this.#report !== undefined) for (const diagnostic of diagnostics) this.#report(diagnostic);
    else if (diagnostics.some((each) => each.severity === "error")) throw documentFailure(diagnostics, url);
    if (read.source === undefined) return {};
    const environment = { ...(read.source.value as Record<string, unknown>) };
    // What was told of is left out.
    for (const { severity, place } of diagnostics) if (severity === "error") delete environment[String(place.path[0])];
    const registry = environment["resource_registry"];
    if (typeof registry === "object" && registry !== null) {
      for (const { reference, base } of Array.from(registryReferences(registry as Record<string, unknown>, url))) {
        const target = joinUrl(base, reference.value);
        reference.holder[reference.key] = await this.file(target, {
          from: read.source.place(["resource_registry", ...reference.path]),
          template: /\.(?:yaml|template)$/.test(target),
        });
      }
    }
    this.files[url] = JSON.stringify(environment);
    return environment;
  }
}

/** Reads a template and its environments with every file they name, as python-heatclient does. Rejects with `InlineFailure`. */
export async function inline(request: InlineRequest): Promise<Inlined> {
  const { template, environments = [], cwd } = request;
  const inlining = new Inlining(request);
  const { text, object } = await inlining.template(urlOfPath(template, cwd));
  const environmentFiles = environments.map((path) => urlOfPath(path, cwd));
  const parts: JsonObject[] = [];
  for (const url of environmentFiles) parts.push(await inlining.environment(url));
  const { files, originals } = inlining;
  return { template: text ?? object, files, originals, environmentFiles, environment: mergeEnvironments(parts) };
}

/** The name of a file without directory and ending: what a stack of it is called by default. */
export function nameOfFile(path: string): string {
  const last = (isUrl(path) ? path.replace(/[?#].*$/, "") : path).split("/").at(-1) ?? "";
  const name = last.replace(/\.(?:ya?ml|template|json)$/, "").replace(/[^A-Za-z0-9_.-]/g, "-");
  return /^[A-Za-z]/.test(name) ? name : `stack-${name}`;
}
