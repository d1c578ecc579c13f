import type { FunctionDefinition } from "#template/yaql/function-definition.ts";
import type { LibrarySection } from "#template/yaql/library/standard-library.ts";
import { librarySections } from "#template/yaql/library/standard-library.ts";
import { defaultLimits } from "#template/yaql/yaql.ts";
import { knownDifferences } from "../../test/conformance/known-differences.ts";
import { anchor, code, head, table } from "./markdown.ts";

type Parameters = FunctionDefinition["parameters"];

function shown([name, { type, rest, optional, nullable, fallback }]: Parameters[number]): string {
  if (rest !== "none") return `${rest === "positional" ? "…" : "name => …"}${name}: ${type}`;
  const ofType = nullable && !["any", "lambda", "null"].includes(type) ? `${type} or null` : type;
  const isPlain = fallback === null || ["boolean", "bigint", "number", "string"].includes(typeof fallback);
  return `${name}${optional ? "?" : ""}: ${ofType}${optional && isPlain ? ` = ${String(fallback)}` : ""}`;
}

function list(parameters: Parameters): string {
  return parameters.map(shown).join(", ");
}

function typeOf(parameter: Parameters[number] | undefined): string {
  return parameter?.[1].type ?? "any";
}

function signatures({ name, kind, parameters }: FunctionDefinition): string[] {
  const [first, ...others] = parameters;
  const method = `${typeOf(first)}.${name}(${list(others)})`;
  if (name === "#list") return ["[…items]"];
  if (name === "#map") return ["{key => value, …}"];
  if (name === "#indexer") return [`${typeOf(first)}[${list(others)}]`];
  switch (kind) {
    case "function":
      return [`${name}(${list(parameters)})`];
    case "method":
      return [method];
    case "extension":
      return [`${name}(${list(parameters)})`, method];
    case "operator":
      return [`${typeOf(first)} ${name} ${typeOf(others[0])}`];
    case "prefix operator":
      return [`${name} ${typeOf(first)}`];
    case "property":
      return [`${typeOf(first)}.${name}`];
  }
}

function exampleOf({ example }: FunctionDefinition): string {
  if (example === undefined) return "";
  const data = example.data === undefined ? "" : ` with $ = ${code(JSON.stringify(example.data))}`;
  return `${code(example.expression)}${data} → ${code(JSON.stringify(example.result))}`;
}

function section({ title, functions }: LibrarySection): string[] {
  const rows = functions.map((definition) => [
    signatures(definition).map(code).join(" or "),
    definition.description,
    exampleOf(definition),
  ]);
  return [`## ${title}`, "", ...table(["Signature", "What it is", "Example"], rows), ""];
}

/** The page of all functions of YAQL. */
export function yaqlPage(): string {
  const differences = knownDifferences("yaql").map(({ probe, reason }) => [code(probe), reason]);
  const names = new Set(librarySections.flatMap(({ functions }) => functions.map(({ name }) => name)));
  return [
    ...head("YAQL"),
    `Expressions of the function [${code("yaql")}](functions.md): ${names.size} operators and functions. ${code("$")} is`,
    `${code('{"data": …}')} with the data of the template; examples show their own ${code("$")} where they use it.`,
    "",
    `A bare word is text, ${code("'a'")} too; ${code("=>")} gives an argument by its name, or a key its value. An argument of the`,
    `type lambda is an expression that the function evaluates for each item, which is ${code("$")} in it. Of several`,
    "functions of one name the first that takes the arguments is called. Queries are lazy: nothing is read that",
    "nobody asks for, and an iterator can be read once.",
    "",
    `Limits, as Heat's: ${defaultLimits.iterators} items in what is read, ${defaultLimits.memory} bytes for a value; and, of our own,`,
    `${defaultLimits.steps} steps for an evaluation.`,
    "",
    ...librarySections.map(({ title }) => `- [${title}](${anchor(title)})`),
    "- [Differences](#differences)",
    "",
    ...librarySections.flatMap(section),
    "## Differences",
    "",
    `What differs from the original, as ${code("npm run conformance:yaql")} finds it (${code("*")} is any text):`,
    "",
    ...table(["Expression", "Why"], differences),
    "",
  ].join("\n");
}
