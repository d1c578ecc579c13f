import type { Diagnostic } from "#schema/diagnostic.ts";
import { pathText } from "#schema/diagnostic.ts";
import { oneLine, type Paint } from "./text.ts";
import { textWidth } from "./text-width.ts";

/** How diagnostics are shown. */
export interface DiagnosticView {
  readonly paint: Paint;
  /** Columns there are. */
  readonly width: number;
  readonly template: string;
  /** The text in which a diagnostic's line and column count; undefined where it is not at hand. */
  textOf(file: string | undefined): string | undefined;
}

const TAB = "    ";
/** Columns before the place that are kept of a line too long to be shown whole. */
const KEPT_BEFORE = 30;

/** A piece of a line as it is shown: tabs as blanks, and nothing that a terminal would take for a command. */
function clean(text: string): string {
  return text.replaceAll("\t", TAB).replace(/\p{Cc}/gu, "\u00b7");
}

/** Where the piece begins that is shown of a line too long for the columns there are. */
function startOfPiece(line: string, at: number): number {
  let start = at;
  while (start > 0 && textWidth(clean(line.slice(start - 1, at))) <= KEPT_BEFORE) start--;
  // Not between the halves of a sign.
  return start > 0 && /[\udc00-\udfff]/.test(line[start] ?? "") ? start + 1 : start;
}

/** A line cut to the columns around a place; the place's column is counted in what is shown. */
function excerpt(line: string, at: number, width: number): { readonly shown: string; readonly before: number } {
  // No sign is wider than two columns or longer than two units: what is longer does not fit.
  const fits = line.length <= width * 2 && textWidth(clean(line)) <= width;
  const start = fits ? 0 : startOfPiece(line, at);
  const lead = start > 0 ? "…" : "";
  const signs = Array.from(lead + clean(line.slice(start, start + width * 2)));
  const before = textWidth(lead + clean(line.slice(start, at)));
  if (fits) return { shown: signs.join(""), before };
  let columns = 0;
  const kept = signs.filter((sign) => (columns += textWidth(sign)) < width);
  return { shown: `${kept.join("")}${kept.length < signs.length ? "…" : ""}`, before };
}

/** How much of a line, from a place on, is what the place means: a quoted text or a word. */
function marked(line: string, at: number): string {
  const rest = line.slice(at);
  return (
    /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s:,{}[\]"'#]+(?:::?[^\s:,{}[\]"'#]+)*)/.exec(rest)?.[0] ?? rest.slice(0, 1)
  );
}

function sourceLines({ place }: Diagnostic, mark: (text: string) => string, view: DiagnosticView): string[] {
  const { line, column = 1 } = place;
  const text = line === undefined ? undefined : view.textOf(place.file);
  if (line === undefined || text === undefined) return [];
  const written = text.split(/\r\n|\n|\r/)[line - 1];
  if (written === undefined) return [];
  const number = String(line);
  const gap = " ".repeat(number.length);
  const { faint } = view.paint;
  const bar = view.paint.unicode ? "│" : "|";
  const at = Math.min(column - 1, written.length);
  const { shown, before } = excerpt(written, at, Math.max(20, view.width - number.length - 5));
  const room = Math.max(1, textWidth(shown) - before);
  const length = Math.min(room, Math.max(1, textWidth(marked(written, at).replaceAll("\t", TAB))));
  return [
    `  ${faint(`${number} ${bar}`)} ${shown}`.trimEnd(),
    `  ${faint(`${gap} ${bar}`)} ${" ".repeat(before)}${mark("^".repeat(length))}`,
  ];
}

function diagnosticLines(diagnostic: Diagnostic, view: DiagnosticView): string[] {
  const { severity, code, message, place, hint } = diagnostic;
  const { paint } = view;
  const mark = severity === "error" ? paint.bad : paint.busy;
  const position = place.line === undefined ? "" : `:${place.line}:${place.column ?? 1}`;
  const path = pathText(place.path);
  const where = `${oneLine(place.file ?? view.template)}${position}`;
  // What is wrong with a value begins with its path, which stands below.
  const what = message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
  return [
    `${mark(`${severity}:`)} ${paint.strong(oneLine(what))} ${paint.faint(`[${code}]`)}`,
    `  ${paint.faint("at")} ${where}${path === "" ? "" : paint.faint(`  ${oneLine(path)}`)}`,
    ...sourceLines(diagnostic, mark, view),
    ...(hint === undefined ? [] : [`  ${paint.good("hint:")} ${oneLine(hint)}`]),
  ];
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** Diagnostics in words: each with the line it is about, and at the end how many there are. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], view: DiagnosticView): string[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const blocks = diagnostics.flatMap((diagnostic) => [...diagnosticLines(diagnostic, view), ""]);
  const counts = [
    ...(errors > 0 ? [view.paint.bad(counted(errors, "error"))] : []),
    ...(warnings > 0 ? [view.paint.busy(counted(warnings, "warning"))] : []),
  ];
  const name = view.template;
  if (errors > 0) return [...blocks, `${name} is not valid: ${counts.join(", ")}`];
  return [...blocks, `${name} is ${view.paint.good("valid")}${warnings > 0 ? `, with ${counts.join()}` : ""}`];
}
