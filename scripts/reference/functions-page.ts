import type { FunctionDefinition } from "#template/functions/define-function.ts";
import { exampleWorld, functionPlaces } from "#template/functions/example-world.ts";
import { formats } from "#template/formats.ts";
import type { Format } from "#template/format.ts";
import type { LanguageVersion } from "#template/hot/versions.ts";
import { anchor, code, head, table } from "./markdown.ts";

interface Column {
  readonly format: Format;
  readonly version: LanguageVersion;
}

interface Described {
  readonly name: string;
  /** Those of all versions, oldest first, each once. */
  readonly variants: readonly FunctionDefinition[];
  /** By column: the variant that the version has. */
  readonly cells: readonly (FunctionDefinition | undefined)[];
}

const hot = formats.filter(({ kind }) => kind === "hot");
const cfn = formats.filter(({ kind }) => kind === "cfn");
const columns: readonly Column[] = [...hot, ...cfn].flatMap((format) =>
  format.versions.map((version) => ({ format, version })),
);

function described(functionsOf: (version: LanguageVersion) => readonly FunctionDefinition[]): readonly Described[] {
  const names = new Set(columns.flatMap(({ version }) => functionsOf(version).map(({ name }) => name)));
  return [...names].sort().map((name) => {
    const cells = columns.map(({ version }) => functionsOf(version).find((definition) => definition.name === name));
    return { name, cells, variants: [...new Set(cells.filter((cell) => cell !== undefined))] };
  });
}

function letter(variants: readonly FunctionDefinition[], definition: FunctionDefinition): string {
  return "abcdefgh".charAt(variants.indexOf(definition));
}

function columnName({ format, version }: Column): string {
  return format.kind === "hot" ? version.name : `CFN of ${format.versionKey.replace("TemplateFormatVersion", "")}`;
}

function matrix(functions: readonly Described[], linked: boolean): string[] {
  const used = columns.map((_, at) => at).filter((at) => functions.some(({ cells }) => cells[at] !== undefined));
  return table(
    ["Function", ...used.map((at) => columnName(columns[at]!))],
    functions.map(({ name, cells, variants }) => [
      linked ? `[${code(name)}](${anchor(name)})` : code(name),
      ...used.map((at) => {
        const cell = cells[at];
        if (cell === undefined) return "";
        return variants.length > 1 ? letter(variants, cell) : "✓";
      }),
    ]),
  );
}

function section({ name, variants }: Described): string[] {
  const last = variants.at(-1)!;
  const differences = variants
    .filter(({ variant }) => variant !== undefined)
    .map((definition) => `- ${letter(variants, definition)}: ${definition.variant}`);
  return [`### ${name}`, "", last.description, "", ...withBlank(differences), ...example(last)];
}

function withBlank(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...lines, ""];
}

function example({ example: given }: FunctionDefinition): string[] {
  if (given === undefined) return [];
  return ["```yaml", given.call, `# ${JSON.stringify(given.gives)}`, "```", ""];
}

function yaml(...texts: readonly string[]): string[] {
  return ["```yaml", ...texts.flatMap((text) => text.trimEnd().split("\n")), "```", ""];
}

/** The page of the template language's functions. */
export function functionsPage(): string {
  const values = described(({ functions }) => functions);
  const conditions = described(({ conditionFunctions }) => conditionFunctions);
  const own = new Set(
    functionPlaces().flatMap(({ isCondition, definition }) => (isCondition ? [definition.name] : [])),
  );
  const { attributes, serverId, files, facade } = exampleWorld;
  return [
    ...head("Functions of the template language"),
    "A function is called by a map with its name as the only key. It stands in properties, metadata, policies,",
    "`external_id` and the values of outputs; nowhere else. Before the version that it came with it is plain data,",
    "which is told with a warning; after the last version that has it, it is refused. A letter is a variant of the",
    "function; what a later one adds stands below the function.",
    "",
    "## Values",
    "",
    ...matrix(values, true),
    "",
    "## Conditions",
    "",
    "These stand in the `conditions` section, in a resource's or output's `condition`, and as the first argument of `if`;",
    "there no others do. A condition is `true`, `false`, the name of a condition or a call.",
    "",
    ...matrix(conditions, true),
    "",
    "## Each function",
    "",
    "The examples stand in one of these templates; the server's id is " +
      `${code(serverId)}, its attributes are ${code(JSON.stringify(attributes))}, the files ${code(JSON.stringify(files))},`,
    `and the resource that the template is nested in says ${code(JSON.stringify(facade))}.`,
    "",
    ...yaml(exampleWorld.hot, exampleWorld.hotConditions),
    ...yaml(exampleWorld.cfn, exampleWorld.cfnConditions),
    ...values.flatMap(section),
    "## Each function of conditions",
    "",
    ...conditions.filter(({ name }) => own.has(name) && !values.some((value) => value.name === name)).flatMap(section),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}
