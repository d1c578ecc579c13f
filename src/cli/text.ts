/** Colours of a terminal, or none. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  busy(text: string): string;
  faint(text: string): string;
  strong(text: string): string;
  /** Whether glyphs outside ASCII may be used. */
  readonly unicode: boolean;
}

const same = (text: string): string => text;

/** No colours. */
export const plainPaint: Paint = { good: same, bad: same, busy: same, faint: same, strong: same, unicode: true };

function code(open: number, close: number): (text: string) => string {
  return (text) => (text === "" ? "" : `\u001b[${open}m${text}\u001b[${close}m`);
}

/** The colours for an output: only on a terminal, and none where `NO_COLOR` is set. */
export function paintFor(
  terminal: { readonly isTTY: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Paint {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "C.UTF-8";
  const unicode = !terminal.isTTY || /utf-?8/i.test(locale);
  const coloured = terminal.isTTY && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  if (!coloured) return { ...plainPaint, unicode };
  return {
    good: code(32, 39),
    bad: code(31, 39),
    busy: code(36, 39),
    faint: code(2, 22),
    strong: code(1, 22),
    unicode,
  };
}

/** Control characters, which a terminal would take for commands. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;

/** A text of the service in one line, without what a terminal would take for commands. */
export function oneLine(text: string): string {
  return text.replace(CONTROL, " ").trim();
}

/** The same with its lines and their indentation kept. */
export function harmless(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(CONTROL, " "))
    .join("\n");
}

/** A resource type as it is shown: of a nested template's URL the last part. */
export function shortType(type: string): string {
  return type.includes("/") ? type.slice(type.lastIndexOf("/") + 1) : type;
}

/** Cut to a width, with an ellipsis where something is missing. */
export function cut(text: string, width: number): string {
  const signs = Array.from(text);
  if (signs.length <= width) return text;
  return width <= 1 ? signs.slice(0, Math.max(0, width)).join("") : `${signs.slice(0, width - 1).join("")}…`;
}

/** Cut or filled with blanks to exactly a width. */
export function fit(text: string, width: number): string {
  const short = cut(text, width);
  return short + " ".repeat(Math.max(0, width - Array.from(short).length));
}

/** A duration as people read it: `0.4s`, `12s`, `3m05s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 99.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}m${String(whole % 60).padStart(2, "0")}s`;
  return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, "0")}m`;
}

/** Rows under their headings, in columns as wide as they need. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((heading, at) =>
    Math.max(heading.length, ...rows.map((row) => Array.from(row[at] ?? "").length)),
  );
  return [headings, ...rows].map((row) =>
    row
      .map((cell, at) => fit(cell, widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
