// A picture (SVG) of what a terminal shows, for the documentation: text with colour codes on stdin, SVG on stdout.
//   tmux capture-pane -e -p | node scripts/terminal-picture.ts > docs/images/live-tree.svg
import { text } from "node:stream/consumers";

const columnWidth = 8.43;
const lineHeight = 19;
const fontSize = 14;
const padding = 18;
const escape = "\u001b";
const background = "#10151c";
const foreground = "#d6dde6";
/** By the code that chooses the colour. */
const colours: Readonly<Record<number, string>> = {
  31: "#ff7b72",
  32: "#5fd38d",
  33: "#e3b341",
  34: "#79b8ff",
  35: "#d2a8ff",
  36: "#56c8d8",
};

type Look = { colour: string; bold: boolean; faint: boolean };
type Run = Look & { column: number; text: string };

const plain: Look = { colour: foreground, bold: false, faint: false };

function withCode(look: Look, code: number): Look {
  if (code === 0) return plain;
  if (code === 1) return { ...look, bold: true };
  if (code === 2) return { ...look, faint: true };
  if (code === 22) return { ...look, bold: false, faint: false };
  return { ...look, colour: colours[code] ?? (code === 39 ? foreground : look.colour) };
}

/** The lines as runs of characters that look the same; the look goes on over the ends of lines. */
function runsOf(screen: string): Run[][] {
  let look = plain;
  return screen.split("\n").map((line) => {
    const runs: Run[] = [];
    let column = 0;
    for (const [at, piece] of line.split(escape).entries()) {
      // Whatever follows an escape begins with its codes: "[1;32m".
      const codes = at === 0 ? undefined : /^\[([\d;]*)m/.exec(piece);
      for (const code of codes?.[1]?.split(";") ?? []) look = withCode(look, Number(code));
      const shown = piece.slice(codes?.[0].length ?? 0);
      if (shown !== "") runs.push({ ...look, column, text: shown });
      column += Array.from(shown).length;
    }
    return runs;
  });
}

function escaped(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function element({ colour, bold, faint, column, text: shown }: Run, y: number): string {
  const start = shown.length - shown.trimStart().length;
  const body = shown.trim();
  const x = padding + (column + start) * columnWidth;
  // Every run has its width said, so that columns stay columns in whatever font there is.
  const width = Array.from(body).length * columnWidth;
  const more = `${bold ? ' font-weight="bold"' : ""}${faint ? ' opacity="0.55"' : ""}`;
  return `<text x="${x.toFixed(1)}" y="${y}" textLength="${width.toFixed(1)}" lengthAdjust="spacingAndGlyphs" fill="${colour}"${more}>${escaped(body)}</text>`;
}

const lines = runsOf((await text(process.stdin)).trimEnd());
const columns = Math.max(
  ...lines.map((runs) => Math.max(0, ...runs.map((run) => run.column + Array.from(run.text).length))),
);
const width = Math.ceil(columns * columnWidth + 2 * padding);
const height = lines.length * lineHeight + 2 * padding;
const body = lines.flatMap((runs, row) =>
  runs.filter((run) => run.text.trim() !== "").map((run) => element(run, padding + row * lineHeight + fontSize)),
);
process.stdout.write(
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" xml:space="preserve">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${background}"/>`,
    `<g font-family="ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', monospace" font-size="${fontSize}">`,
    ...body,
    "</g>",
    "</svg>",
    "",
  ].join("\n"),
);
