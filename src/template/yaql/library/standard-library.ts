import type { FunctionDefinition } from "../function-definition.ts";
import { tableKey } from "../define-function.ts";
import type { FunctionTable } from "../evaluation/context.ts";
import { arithmeticOperators } from "./arithmetic.ts";
import { booleanFunctions } from "./boolean.ts";
import { comparisonOperators } from "./comparison.ts";
import { filterFunctions } from "./queries-filter.ts";
import { systemFunctions } from "./system.ts";
import { constructionFunctions } from "./construction.ts";
import { dictionaryFunctions } from "./dictionaries.ts";
import { setFunctions } from "./sets.ts";
import { listFunctions } from "./lists.ts";
import { reduceFunctions } from "./queries-reduce.ts";
import { generateFunctions } from "./queries-generate.ts";
import { combineFunctions } from "./queries-combine.ts";
import { groupFunctions } from "./queries-group.ts";
import { orderFunctions } from "./queries-order.ts";
import { mergeFunctions } from "./queries-merge.ts";
import { bitFunctions } from "./bits.ts";
import { branchingFunctions } from "./branching.ts";
import { dateTimeFunctions } from "./date-time.ts";
import { dateTimeOperators } from "./date-time-operators.ts";
import { dateTimeParts } from "./date-time-parts.ts";
import { mathFunctions } from "./math.ts";
import { regexFunctions } from "./regex.ts";
import { stringFunctions } from "./strings.ts";
import { stringSearchFunctions } from "./string-search.ts";

/** Functions that belong together, as the page of functions shows them. */
export interface LibrarySection {
  readonly title: string;
  readonly functions: readonly FunctionDefinition[];
}

/** All functions of the language by what they are for. */
export const librarySections: readonly LibrarySection[] = [
  { title: "Numbers", functions: [...arithmeticOperators, ...mathFunctions, ...bitFunctions] },
  { title: "Equality, order and truth", functions: [...comparisonOperators, ...booleanFunctions] },
  { title: "Choices", functions: branchingFunctions },
  {
    title: "Queries",
    functions: [
      ...filterFunctions,
      ...reduceFunctions,
      ...generateFunctions,
      ...combineFunctions,
      ...groupFunctions,
      ...orderFunctions,
    ],
  },
  {
    title: "Lists, dictionaries and sets",
    functions: [...constructionFunctions, ...setFunctions, ...listFunctions, ...dictionaryFunctions, ...mergeFunctions],
  },
  { title: "Texts", functions: [...stringFunctions, ...stringSearchFunctions] },
  { title: "Regular expressions", functions: regexFunctions },
  { title: "Dates and times", functions: [...dateTimeFunctions, ...dateTimeParts, ...dateTimeOperators] },
  { title: "Variables and functions of an expression", functions: systemFunctions },
];

/** All functions of the language. */
export const standardLibrary: readonly FunctionDefinition[] = librarySections.flatMap(({ functions }) => functions);

/** The table of a list of functions. */
export function functionTable(functions: readonly FunctionDefinition[]): FunctionTable {
  const table = new Map<string, [FunctionDefinition[]]>();
  for (const definition of functions) {
    const key = tableKey(definition);
    table.set(key, [[...(table.get(key)?.[0] ?? []), definition]]);
  }
  return table;
}
