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

/** All functions of the language, module by module. */
export const standardLibrary: readonly FunctionDefinition[] = [
  // Core.
  ...arithmeticOperators,
  ...comparisonOperators,
  ...filterFunctions,
  ...systemFunctions,
  ...constructionFunctions,
  ...dictionaryFunctions,
  ...setFunctions,
  ...listFunctions,
  ...reduceFunctions,
  ...generateFunctions,
  ...combineFunctions,
  ...groupFunctions,
  ...orderFunctions,
  ...mergeFunctions,
  // Library.
  ...booleanFunctions,
  ...bitFunctions,
  ...branchingFunctions,
  ...dateTimeFunctions,
  ...dateTimeOperators,
  ...dateTimeParts,
  ...mathFunctions,
  ...regexFunctions,
  ...stringFunctions,
  ...stringSearchFunctions,
];

/** The table of a list of functions. */
export function functionTable(functions: readonly FunctionDefinition[]): FunctionTable {
  const table = new Map<string, FunctionDefinition[]>();
  for (const definition of functions) {
    const key = tableKey(definition);
    table.set(key, [...(table.get(key) ?? []), definition]);
  }
  return table;
}
