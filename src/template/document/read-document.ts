import type { Diagnostic, DiagnosticCode } from "#schema/diagnostic.ts";
import { countKeys, documentFault, maxDepth } from "./bounds.ts";
import { countWrittenKeys, placeJson } from "./json-text.ts";
import type { Source } from "./source.ts";
import { createLineFinder, shortened, sourceOfObject, sourceOfText, withFloats } from "./source.ts";
import { YamlFailure } from "./yaml-failure.ts";
import { readYaml } from "./yaml.ts";

/** Heat's default `max_template_size`. */
const defaultMaxBytes = 524_288;
/** What aliases may make of a text, at least; larger texts may grow twentyfold. */
const LEAST_EXPANSION = 1_000_000;

/** Keys given twice that are told one by one. */
const MAX_DUPLICATES = 100;

/** How a document is to be read. */
export interface DocumentOptions {
  readonly maxBytes?: number;
  readonly file?: string;
  /** Whether the text is its author's own even where it is JSON in one line. */
  readonly isWritten?: boolean;
  /** What the document is called in messages, e.g. `"template"`. */
  readonly what: string;
}

/** A document, or why there is none. */
export interface DocumentRead {
  readonly source?: Source;
  readonly diagnostics: readonly Diagnostic[];
}

interface LineAndColumn {
  readonly line: number;
  readonly column: number;
}

const start: LineAndColumn = { line: 1, column: 1 };

function failure(
  code: DiagnosticCode,
  message: string,
  options: DocumentOptions,
  at: LineAndColumn | undefined,
): DocumentRead {
  const place = { ...(options.file === undefined ? {} : { file: options.file }), ...at, path: [] };
  return { diagnostics: [{ severity: "error", code, message, place }] };
}

function tooLarge(bytes: number, maxBytes: number, options: DocumentOptions): DocumentRead {
  const text = `the ${options.what} has ${bytes} bytes; at most ${maxBytes} are allowed (max_template_size): split it into nested templates`;
  return failure("limit", text, options, undefined);
}

/** Bytes of a text in UTF-8. */
function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function duplicateWarnings(
  duplicates: readonly { readonly key: string; readonly offset: number }[],
  text: string,
  options: DocumentOptions,
): readonly Diagnostic[] {
  const find = createLineFinder(text);
  const file = options.file === undefined ? {} : { file: options.file };
  const warnings = duplicates.slice(0, MAX_DUPLICATES).map(({ key, offset }): Diagnostic => {
    const message = `"${shortened(key)}" is given more than once; the last one counts`;
    return { severity: "warning", code: "structure", message, place: { ...file, ...find(offset), path: [key] } };
  });
  const more = duplicates.length - MAX_DUPLICATES;
  if (more <= 0) return warnings;
  const message = `${more} more keys are given more than once`;
  return [...warnings, { severity: "warning", code: "structure", message, place: { ...file, path: [] } }];
}

function readJsonText(json: unknown, text: string, options: DocumentOptions): DocumentRead {
  const keys = countKeys(json);
  if (typeof keys !== "number")
    return failure(keys.code, `the ${options.what} cannot be used: ${keys.message}`, options, start);
  const duplicates = keys === countWrittenKeys(text) ? [] : placeJson(text, json).duplicates;
  // JSON in one line is a client's, not the user's own text: its columns would lead nobody anywhere.
  const source =
    options.isWritten === true || text.trim().includes("\n")
      ? sourceOfText(json, text, () => placeJson(text, json), options.file)
      : sourceOfObject(json, options.file);
  return { source, diagnostics: duplicateWarnings(duplicates, text, options) };
}

function readYamlText(text: string, options: DocumentOptions): DocumentRead {
  const maxExpansion = Math.max(LEAST_EXPANSION, text.length * 20);
  try {
    const { value, duplicates, placed, withFloatText } = readYaml(text, { maxDepth, maxExpansion });
    const source = withFloats(sourceOfText(value ?? {}, text, placed, options.file), withFloatText);
    return { source, diagnostics: duplicateWarnings(duplicates, text, options) };
  } catch (error) {
    if (!(error instanceof YamlFailure)) throw error;
    const at = createLineFinder(text)(Math.min(error.offset, text.length));
    const message = `the ${options.what} is not valid YAML: ${error.message}`;
    return failure(error.limit ? "limit" : "syntax", message, options, at);
  }
}

function readText(text: string, options: DocumentOptions): DocumentRead {
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  if (text.length > maxBytes || byteLength(text) > maxBytes) return tooLarge(byteLength(text), maxBytes, options);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return readYamlText(text, options);
  }
  return readJsonText(json, text, options);
}

function readObject(given: unknown, options: DocumentOptions): DocumentRead {
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  const fault = documentFault(given, Math.max(maxBytes * 2, LEAST_EXPANSION));
  if (fault !== undefined)
    return failure(fault.code, `the ${options.what} cannot be used: ${fault.message}`, options, undefined);
  const size = byteLength(JSON.stringify(given));
  if (size > maxBytes) return tooLarge(size, maxBytes, options);
  return { source: sourceOfObject(given, options.file), diagnostics: [] };
}

/** Reads a text (JSON, else YAML) or an object as a map of plain values, of bounded size and depth. */
export function readDocument(given: unknown, options: DocumentOptions): DocumentRead {
  const isText = typeof given === "string";
  const read = isText ? readText(given, options) : readObject(given, options);
  const value = read.source?.value;
  if (read.source === undefined || (typeof value === "object" && value !== null && !Array.isArray(value))) return read;
  return failure("format", `the ${options.what} must be a map of sections`, options, isText ? start : undefined);
}
