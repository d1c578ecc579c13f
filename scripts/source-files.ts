import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, Visitor, type Program } from "oxc-parser";

/** The repository's folder. */
export const root = join(import.meta.dirname, "..");

/** A module as the checks see it; `path` is relative to the repository with forward slashes. */
export type SourceFile = { path: string; text: string; program: Program; imports: readonly ImportLine[] };
/** One import, export-from or import() with a literal name; `line` counts from 1. */
export type ImportLine = { specifier: string; line: number };
/** What a check has to say; it prints as path:line: message. */
export type Finding = { path: string; line: number; message: string };

/** Parses every TypeScript file below src/, in the order of their paths. */
export function readSources(): SourceFile[] {
  return globSync("src/**/*.ts", { cwd: root })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted()
    .map(parse);
}

/** The line, counted from 1, in which an offset into the text lies. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** Prints the findings; the process then ends with 1 if there are any. */
export function report(findings: readonly Finding[]): void {
  for (const { path, line, message } of findings) process.stdout.write(`${path}:${line}: ${message}\n`);
  if (findings.length > 0) process.exitCode = 1;
}

function parse(path: string): SourceFile {
  const text = readFileSync(join(root, path), "utf8");
  const { program, module } = parseSync(path, text);
  const specifiers = new Map<number, string>();
  for (const { moduleRequest } of module.staticImports) specifiers.set(moduleRequest.start, moduleRequest.value);
  for (const { moduleRequest } of module.staticExports.flatMap(({ entries }) => entries)) {
    if (moduleRequest) specifiers.set(moduleRequest.start, moduleRequest.value);
  }
  new Visitor({
    ImportExpression({ source }) {
      if (source.type === "Literal" && typeof source.value === "string") specifiers.set(source.start, source.value);
    },
    TSImportType({ source }) {
      specifiers.set(source.start, source.value);
    },
  }).visit(program);
  const imports = [...specifiers]
    .toSorted(([a], [b]) => a - b)
    .map(([start, specifier]) => ({ specifier, line: lineAt(text, start) }));
  return { path, text, program, imports };
}
