import { seededRandom } from "#simcloud/test-cloud.ts";
import type { Random } from "#lib/ports.ts";
import type { FunctionDefinition } from "#template/yaql/function-definition.ts";
import { standardLibrary } from "#template/yaql/yaql.ts";
import type { Question } from "./corpus.ts";
import { documents, vocabulary } from "./vocabulary.ts";

type Kind = "number" | "text" | "boolean" | "list" | "dict" | "date" | "span" | "any";

/** What gives a value of a kind; `<kind>` stands for an expression of it, `<$kind>` for one that may use `$`. */
const grammar: Readonly<Record<Kind, readonly string[]>> = {
  number: [
    "<number> + <number>",
    "<number> - <number>",
    "<number> * <number>",
    "<number> / <number>",
    "<number> mod <number>",
    "-<number>",
    "(<number>)",
    "abs(<number>)",
    "round(<number>)",
    "sign(<number>)",
    "int(<number>)",
    "float(<number>)",
    "max(<number>, <number>)",
    "min(<number>, <number>)",
    "len(<list>)",
    "<list>.len()",
    "<text>.len()",
    "<dict>.len()",
    "<list>.sum(0)",
    "<list>.count()",
    "<text>.indexOf(<text>)",
    "<list>.indexOf(<any>)",
    "<span>.hours",
    "<date>.year",
    "switch(<boolean> => <number>, true => <number>)",
    "coalesce(<any>, <number>)",
    "<list>.aggregate($1 + 1, 0)",
    "<list>.first(<number>)",
    "int(<text>)",
  ],
  text: [
    "<text> + <text>",
    "str(<number>)",
    "str(<boolean>)",
    "str(<date>)",
    "<text>.toUpper()",
    "<text>.toLower()",
    "<text>.trim()",
    "<text>.substring(@index)",
    "<text>.substring(@index, @index)",
    "<text>.replace(@short, @short)",
    "<list>.join(',')",
    "'{0}|{1}'.format(<number>, <text>)",
    "<text> * @count",
    "hex(@int)",
    "regex('[a-c]').replace(<text>, '.')",
    "<date>.format('%Y-%j %H')",
    "<text>.split(@short).last(<text>)",
    "selectCase(<boolean>).switchCase(<text>, <text>)",
    "norm(<text>)",
  ],
  boolean: [
    "<number> < <number>",
    "<number> >= <number>",
    "<any> = <any>",
    "<any> != <any>",
    "<text> < <text>",
    "not <any>",
    "<boolean> and <boolean>",
    "<boolean> or <boolean>",
    "<any> in <list>",
    "<text> in <text>",
    "isEmpty(<any>)",
    "<list>.any($ = <any>)",
    "<list>.all($ != <any>)",
    "<dict>.containsKey(<any>)",
    "<list>.contains(<any>)",
    "<text> =~ @pattern",
    "isString(<any>)",
    "isNumber(<any>)",
    "isList(<any>)",
    "isDict(<any>)",
    "bool(<any>)",
    "<date> < <date>",
    "<span> > <span>",
    "<text>.startsWith(@short)",
    "(<boolean>)",
  ],
  list: [
    "[<any>, <any>]",
    "[<number>, <number>, <number>]",
    "[<text>, <text>]",
    "<list> + <list>",
    "<list>.select(<$any>)",
    "<list>.where(<$boolean>)",
    "<list>.select([$, <any>])",
    "<list>.orderBy(str($))",
    "<list>.distinct()",
    "<list>.reverse()",
    "<list>.limit(@count)",
    "<list>.skip(@count)",
    "<list>.append(<any>)",
    "<list>.concat(<list>)",
    "<list>.flatten()",
    "<list>.enumerate()",
    "<list>.zip(<list>)",
    "<list>.zipLongest(<list>)",
    "<list>.slice(2)",
    "<list>.groupBy(str($))",
    "<list>.splitAt(@index)",
    "<list>.insert(@index, <any>)",
    "<list>.delete(@index)",
    "<list>.replace(@index, <any>)",
    "<list>.takeWhile(<$boolean>)",
    "<list>.skipWhile(<$boolean>)",
    "<list>.toList()",
    "<list>.selectMany([$, <any>])",
    "<list>.accumulate([$1, $2], <any>)",
    "<dict>.items()",
    "<dict>.keys()",
    "<dict>.values()",
    "range(@count)",
    "<text>.split(@short)",
    "<text>.toCharArray()",
    "<list>.memorize()",
    "generate(0, $ < 4, $ + 1)",
    "<list>.join(<list>, $1 = $2, [$1, $2])",
    "regex('[a-c]').searchAll(<text>)",
    "let(x => <any>) -> <list>.select([$x, $])",
    "<list>.splitWhere(<$boolean>)",
    "<list>.sliceWhere(<$boolean>)",
    "<list>.defaultIfEmpty(<list>)",
    "set(<number>, <number>).toList().orderBy($)",
  ],
  dict: [
    "{a => <any>}",
    "{a => <any>, b => <any>}",
    "{<text> => <any>}",
    "<dict> + <dict>",
    "<dict>.set(a, <any>)",
    "<dict>.set(<dict>)",
    "<dict>.delete(a)",
    "<list>.toDict(str($))",
    "<list>.toDict(str($), <$any>)",
    "<dict>.mergeWith(<dict>)",
    "dict([[a, <any>], [<text>, <any>]])",
    "<dict>.items().toDict($[0], $[1])",
  ],
  date: ["@date", "<date> + <span>", "<date> - <span>", "<date>.replace(day => 1)", "<date>.utc", "<date>.date"],
  span: ["@span", "<span> + <span>", "<span> - <span>", "<date> - <date>", "<span> * @count", "-<span>", "<date>.time"],
  any: [
    "<number>",
    "<text>",
    "<boolean>",
    "<list>",
    "<dict>",
    "<date>",
    "<span>",
    "null",
    "<list>[@index]",
    "<dict>.a",
    "<dict>[<text>]",
    "<dict>.get(<text>)",
    "<dict>?.a",
    "<list>.first(<any>)",
    "<list>.last(<any>)",
    "<boolean> and <any>",
    "<any> or <any>",
    "coalesce(<any>, <any>)",
    "switch(<boolean> => <any>, true => <any>)",
    "let(<any>, <any>) -> [$1, $2]",
    "with(<any>) -> $",
    "<list>.single()",
    "def(f, [$, <any>]) -> f(<any>)",
  ],
};

const leaves: Readonly<Record<Kind, readonly string[]>> = {
  number: ["@number", "@int", "@float", "$.data.numbers.len()"],
  text: ["@text", "@short", "$.data.text"],
  boolean: ["@boolean", "$.data.yes"],
  list: ["@list", "@numbers", "@texts", "$.data.people.select($.name)"],
  dict: ["@dict", "$.data.settings"],
  date: ["@date"],
  span: ["@span"],
  any: ["@any", "@number", "@text", "$.data.settings", "$.data.deep"],
};

const ofTheItem = [
  "$",
  "$ = null",
  "str($)",
  "[$, $]",
  "isNumber($)",
  "$ in [1, a]",
  "not $",
  "$ and 1",
  "isString($)",
];

function pick<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random.fraction() * items.length)]!;
}

/** What an argument of a type is written as. */
const ofType: Readonly<Record<string, string>> = {
  any: "<any>",
  "any but null": "<any>",
  boolean: "<boolean>",
  datetime: "<date>",
  dictionary: "<dict>",
  integer: "@index",
  iterable: "<list>",
  iterator: "<list>.select($)",
  lambda: "<$any>",
  list: "<list>",
  null: "null",
  number: "<number>",
  regex: "@regex",
  set: "@set",
  string: "<text>",
  timespan: "<span>",
};

/** These give what nobody can compare, are no calls, or have no end that the original would bear. */
const leftOut = new Set([
  "random",
  "str",
  "format",
  "now",
  "characters",
  "call",
  "def",
  "repeat",
  "cycle",
  "#list",
  "#map",
  "#indexer",
]);
const callable = standardLibrary.filter(
  ({ name, kind, takesPairs, parameters }) =>
    !leftOut.has(name) &&
    !takesPairs &&
    ["function", "method", "extension"].includes(kind) &&
    parameters.every(([, { type }]) => type in ofType),
);

/** A call of some function of the library, its arguments of the types that it declares. */
function someCall(random: Random): string {
  const { name, kind, parameters }: FunctionDefinition = pick(callable, random);
  const written: string[] = [];
  let isByName = false;
  for (const [parameter, { type, optional, rest }] of parameters) {
    const times =
      rest === "positional" ? Math.floor(random.fraction() * 3) : optional && random.fraction() < 0.5 ? 0 : 1;
    if (rest === "named" || times === 0) {
      isByName ||= rest === "none";
      continue;
    }
    for (let time = 0; time < times; time += 1) written.push(`${isByName ? `${parameter} => ` : ""}${ofType[type]!}`);
  }
  if (kind === "function") return `${name}(${written.join(", ")})`;
  return `${written[0] ?? "<any>"}.${name}(${written.slice(1).join(", ")})`;
}

/** An expression of a kind, or sometimes of another: wrong types are part of the language too. */
function write(kind: Kind, depth: number, random: Random): string {
  const actual = random.fraction() < 0.04 ? "any" : kind;
  const isCall = actual === "any" && depth > 0 && random.fraction() < 0.5;
  const rule = isCall ? someCall(random) : pick((depth <= 0 ? leaves : grammar)[actual], random);
  return rule
    .replaceAll(/<\$([a-z]+)>/g, (_, name: string) => (random.fraction() < 0.5 ? pick(ofTheItem, random) : `<${name}>`))
    .replaceAll(/<([a-z]+)>/g, (whole, name: string) =>
      name in grammar ? bracketed(write(name as Kind, depth - 1, random)) : whole,
    )
    .replaceAll(/@([a-z]+)/g, (_, name: string) => pick(vocabulary[name]!, random));
}

function bracketed(expression: string): string {
  return /^[\w'.$]*$|^[([{'"][^ ]*[)\]}'"]$/.test(expression) ? expression : `(${expression})`;
}

/** Without the list: its attributes are iterators, whose texts nobody can compare. */
const mappings = documents.filter((data) => !Array.isArray(data));

/** As many expressions as asked for, the same for the same seed. */
export function randomQuestions(count: number, seed: number): readonly Question[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const expression = write("any", 1 + Math.floor(random.fraction() * 4), random);
    return { expression, data: pick(mappings, random) };
  });
}
