import { readDocument } from "./document/read-document.ts";
import { Reading } from "./document/source.ts";
import { readTemplateDocument } from "./read-template.ts";
import type { Read, Template } from "./template.ts";

/** How a template is to be read. */
export interface ReadOptions {
  /** The largest text (of an object: its JSON), 512 KiB where not given. */
  readonly maxBytes?: number;
  /** File or URL that the template came from, for the places of diagnostics. */
  readonly file?: string;
  /** Whether the text is its author's own even where it is JSON in one line. */
  readonly isWritten?: boolean;
}

/**
 * Reads a template from its text (JSON or YAML) or from an object. Never throws for what is wrong
 * with the template: that is in the diagnostics, and then there is no value.
 */
export function readTemplate(source: string | object, options: ReadOptions = {}): Read<Template> {
  const read = readDocument(source, { ...options, what: "template" });
  if (read.source === undefined) return { diagnostics: read.diagnostics };
  const reading = new Reading(read.source);
  const template = readTemplateDocument(read.source.value as Readonly<Record<string, unknown>>, reading);
  const diagnostics = [...read.diagnostics, ...reading.diagnostics];
  if (template === undefined) return { diagnostics };
  return reading.failed ? { partial: template, diagnostics } : { value: template, diagnostics };
}
