import { defineFunction } from "../define-function.ts";
import type { FunctionDefinition } from "../function-definition.ts";
import { any, nothing, numeric } from "../parameter.ts";
import { equal } from "../values/equality.ts";
import type { Value } from "../values/value.ts";

/** The operators of order with what they say of an order's sign, and their words. */
export const orderings = [
  { name: "<", holds: (order: number) => order < 0, words: "smaller than" },
  { name: "<=", holds: (order: number) => order <= 0, words: "smaller than or equal to" },
  { name: ">", holds: (order: number) => order > 0, words: "larger than" },
  { name: ">=", holds: (order: number) => order >= 0, words: "larger than or equal to" },
] as const;

/** A value that is not null. */
function something() {
  return { ...any(), type: "any but null", nullable: false };
}

/** The operators of equality and order; null is smaller than everything else. */
export const comparisonOperators: readonly FunctionDefinition[] = [
  defineFunction({
    name: "=",
    kind: "operator",
    description: "Whether two values are equal; `1`, `1.0` and `true` are.",
    parameters: { left: any(), right: any() },
    example: { expression: "[1, 2] = [1.0, 2]", result: true },
    call: ({ left, right }, evaluation) => equal(left, right, evaluation),
  }),
  defineFunction({
    name: "!=",
    kind: "operator",
    description: "Whether two values differ.",
    parameters: { left: any(), right: any() },
    example: { expression: "1 != '1'", result: true },
    call: ({ left, right }, evaluation) => !equal(left, right, evaluation),
  }),
  ...orderings.flatMap(({ name, holds, words }) => {
    const ofNull = (left: Value, right: Value) => holds(Number(left !== null) - Number(right !== null));
    const common = { name, kind: "operator" } as const;
    const description = "Null is smaller than all but null.";
    return [
      defineFunction({
        ...common,
        description: `Whether a number is ${words} another.`,
        parameters: { left: numeric(), right: numeric() },
        example: { expression: `1 ${name} 2.5`, result: holds(-1) },
        // A bigint and a number compare exactly; a NaN is neither smaller nor larger.
        call: ({ left, right }) => (left < right ? holds(-1) : left > right ? holds(1) : left == right && holds(0)), // oxlint-disable-line eqeqeq
      }),
      defineFunction({
        ...common,
        description,
        parameters: { left: nothing(), right: something() },
        example: { expression: `null ${name} 1`, result: holds(-1) },
        call: ({ left, right }) => ofNull(left, right),
      }),
      defineFunction({
        ...common,
        description,
        parameters: { left: something(), right: nothing() },
        example: { expression: `1 ${name} null`, result: holds(1) },
        call: ({ left, right }) => ofNull(left, right),
      }),
      defineFunction({
        ...common,
        description,
        parameters: { left: nothing(), right: nothing() },
        example: { expression: `null ${name} null`, result: holds(0) },
        call: ({ left, right }) => ofNull(left, right),
      }),
    ];
  }),
];
