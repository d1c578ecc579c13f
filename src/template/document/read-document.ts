import type { Diagnostic, DiagnosticCode } from "#schema/diagnostic.ts";
import { jsonPositions } from "./json-positions.ts";
import type { Source } from "./source.ts";
import { createLineFinder, sourceOfObject, sourceOfText } from "./source.ts";
import { readYaml, YamlFailure } from "./yaml.ts";

/** Lists and maps inside each other, at most. */
const maxDepth = 100;
/** Heat's default `max_template_size`. */
const defaultMaxBytes = 524_288;
/** What aliases may make of a text, at least; larger texts may grow twentyfold. */
const LEAST_EXPANSION = 1_000_000;

/** How a document is to be read. */
export interface DocumentOptions {
  readonly maxBytes?: number;
  readonly file?: string;
  /** What the document is called in messages, e.g. `"template"`. */
  readonly what: string;
}

/** A document, or why there is none. */
export interface DocumentRead {
  readonly source?: Source;
  readonly diagnostics: readonly Diagnostic[];
}

function failure(
  code: DiagnosticCode,
  message: string,
  options: DocumentOptions,
  at?: { line: number; column: number },
): DocumentRead {
  const place = { ...(options.file === undefined ? {} : { file: options.file }), ...at, path: [] };
  return { diagnostics: [{ severity: "error", code, message, place }] };
}

function tooLarge(bytes: number, maxBytes: number, options: DocumentOptions): DocumentRead {
  const text = `the ${options.what} has ${bytes} bytes; at most ${maxBytes} are allowed (max_template_size): split it into nested templates`;
  return failure("limit", text, options);
}

/** Bytes of a text in UTF-8. */
function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function isPlainMap(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Why a value is no document of bounded size and depth made of JSON's values; nothing when it is one. */
function documentFault(root: unknown, maxExpansion: number): { code: DiagnosticCode; message: string } | undefined {
  const open: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  let size = 0;
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { value, depth } = item;
    size += typeof value === "string" ? value.length + 1 : 1;
    if (size > maxExpansion) return { code: "limit", message: "its aliases expand to too much" };
    if (typeof value !== "object" || value === null) {
      if (value === null || typeof value === "string" || typeof value === "boolean") continue;
      if (typeof value === "number" && Number.isFinite(value)) continue;
      return { code: "structure", message: `it holds a value (${typeof value}) that JSON does not have` };
    }
    if (depth >= maxDepth) return { code: "limit", message: `lists and maps are nested more than ${maxDepth} deep` };
    if (!Array.isArray(value) && !isPlainMap(value))
      return { code: "structure", message: "it holds a value that JSON does not have" };
    for (const [key, child] of Object.entries(value)) {
      size += Array.isArray(value) ? 0 : key.length;
      open.push({ value: child, depth: depth + 1 });
    }
  }
  return undefined;
}

function readText(text: string, options: DocumentOptions): DocumentRead {
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  if (text.length > maxBytes || byteLength(text) > maxBytes) {
    return tooLarge(byteLength(text), maxBytes, options);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return readYamlText(text, options);
  }
  // JSON in one line is a client's, not the user's own text: its columns would lead nobody anywhere.
  if (!text.trim().includes("\n")) return { source: sourceOfObject(json, options.file), diagnostics: [] };
  return { source: sourceOfText(json, text, () => jsonPositions(text, json), options.file), diagnostics: [] };
}

function readYamlText(text: string, options: DocumentOptions): DocumentRead {
  const find = createLineFinder(text);
  try {
    const { value, positions, duplicates } = readYaml(text, maxDepth);
    const diagnostics = duplicates.map(({ key, offset }): Diagnostic => ({
      severity: "warning",
      code: "structure",
      message: `"${key}" is given more than once; the last one counts`,
      place: { ...(options.file === undefined ? {} : { file: options.file }), ...find(offset), path: [key] },
    }));
    return { source: sourceOfText(value ?? {}, text, () => positions, options.file), diagnostics };
  } catch (error) {
    if (!(error instanceof YamlFailure)) throw error;
    const at = find(Math.min(error.offset, text.length));
    return failure(
      error.limit ? "limit" : "syntax",
      `the ${options.what} is not valid YAML: ${error.message}`,
      options,
      at,
    );
  }
}

/** Reads a text (JSON, else YAML) or an object as a map of plain values, of bounded size and depth. */
export function readDocument(given: unknown, options: DocumentOptions): DocumentRead {
  const read =
    typeof given === "string"
      ? readText(given, options)
      : { source: sourceOfObject(given, options.file), diagnostics: [] };
  if (read.source === undefined) return read;
  const { value, place } = read.source;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return failure(
      "structure",
      `the ${options.what} must be a map of sections`,
      options,
      typeof given === "string" ? { line: 1, column: 1 } : undefined,
    );
  }
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  const maxExpansion =
    typeof given === "string" ? Math.max(LEAST_EXPANSION, given.length * 20) : Math.max(maxBytes * 2, LEAST_EXPANSION);
  const fault = documentFault(value, maxExpansion);
  if (fault !== undefined) {
    const { line, column } = place([]);
    return failure(
      fault.code,
      `the ${options.what} cannot be used: ${fault.message}`,
      options,
      line === undefined ? undefined : { line, column: column ?? 1 },
    );
  }
  if (typeof given !== "string") {
    const size = byteLength(JSON.stringify(given));
    if (size > maxBytes) return tooLarge(size, maxBytes, options);
  }
  return read;
}
