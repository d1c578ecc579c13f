import { NestedContext } from "./evaluation/context.ts";
import type { Surroundings } from "./function-definition.ts";
import { Interpreter } from "./evaluation/interpreter.ts";
import type { YaqlLimits } from "./evaluation/limits.ts";
import { defaultLimits } from "./evaluation/limits.ts";
import { functionTable, standardLibrary } from "./library/standard-library.ts";
import { parseExpression } from "./syntax/parser.ts";
import type { Node } from "./syntax/tree.ts";
import { fromPlain, toPlain } from "./values/plain.ts";
import { YaqlError, placed } from "./yaql-error.ts";

export { YaqlError } from "./yaql-error.ts";
export type { YaqlErrorKind } from "./yaql-error.ts";
export type { YaqlLimits } from "./evaluation/limits.ts";
export { defaultLimits } from "./evaluation/limits.ts";
export { standardLibrary } from "./library/standard-library.ts";
export type { Surroundings } from "./function-definition.ts";

/** A parsed expression. */
export interface Expression {
  readonly text: string;
  readonly tree: Node;
}

/** Parses an expression; throws a `YaqlError` that says what is wrong and where. */
export function parse(text: string): Expression {
  return { text, tree: parseExpression(text) };
}

const root = NestedContext.root(functionTable(standardLibrary));

/**
 * Evaluates an expression with plain data as `$`; the result is plain data again. Throws a
 * `YaqlError`, and nothing else, when the expression has no result or needs more than its limits.
 */
export function evaluate(
  { tree }: Expression,
  data: unknown,
  surroundings: Surroundings,
  limits: YaqlLimits = defaultLimits,
): unknown {
  const interpreter = new Interpreter(limits, surroundings);
  const { evaluation } = interpreter;
  try {
    const value = interpreter.evaluate(tree, root.child([fromPlain(data, evaluation)]));
    return toPlain(value, evaluation);
  } catch (error) {
    // The depth of calls is limited, but not how much of the stack the caller had used before.
    if (error instanceof RangeError) throw new YaqlError("limit", "the evaluation is nested too deeply");
    throw placed(error, tree.at);
  }
}
