// What the linter has no rule for: the present time read from Date, bare errors, exports without a doc sentence.
import { Visitor } from "oxc-parser";
import { lineAt, readSources, report, type Finding, type SourceFile } from "./source-files.ts";

const readsTheTime = "reads the time: take Clock.now from src/lib/ports.ts";

type Find = (offset: number, message: string) => void;

function findTimeAndBareErrors(file: SourceFile, find: Find): void {
  new Visitor({
    NewExpression({ callee, arguments: given, start }) {
      if (callee.type !== "Identifier") return;
      if (callee.name === "Date" && given.length === 0) find(start, `new Date() ${readsTheTime}`);
      if (callee.name === "Error") find(start, "a bare Error: throw a class or a code of the error table");
    },
    CallExpression({ callee, start }) {
      if (callee.type === "Identifier" && callee.name === "Date") find(start, `Date() ${readsTheTime}`);
    },
  }).visit(file.program);
}

function findUndescribedExports(file: SourceFile, find: Find): void {
  const described = new Set<string>();
  for (const statement of file.program.body) {
    if (statement.type !== "ExportNamedDeclaration" || statement.declaration === null) continue;
    const declared = statement.declaration;
    const named = declared.type === "VariableDeclaration" ? declared.declarations[0] : declared;
    const name = named && "id" in named && named.id?.type === "Identifier" ? named.id.name : undefined;
    // Of a function's overloads the first carries the sentence.
    if (name !== undefined && described.has(name)) continue;
    if (file.text.slice(0, statement.start).trimEnd().endsWith("*/")) described.add(name ?? "");
    else find(statement.start, `no doc comment on the export ${name ?? "declared here"}`);
  }
}

function check(file: SourceFile): Finding[] {
  if (file.path.endsWith(".test.ts")) return [];
  const findings: Finding[] = [];
  const find: Find = (offset, message) => findings.push({ path: file.path, line: lineAt(file.text, offset), message });
  if (!file.path.startsWith("src/bin/")) findTimeAndBareErrors(file, find);
  findUndescribedExports(file, find);
  return findings;
}

report(readSources().flatMap(check));
