import { defineFunction } from "../define-function.ts";
import type { Evaluation, FunctionDefinition } from "../function-definition.ts";
import { numeric } from "../parameter.ts";
import { fractionOf } from "../text/decimal.ts";
import { TimeSpan } from "../time/time-span.ts";
import type { Numeric } from "../values/number.ts";
import { orderings } from "./comparison.ts";
import { point, span } from "./date-time.ts";

function ratio(value: Numeric, evaluation: Evaluation): { readonly dividend: bigint; readonly divisor: bigint } {
  if (typeof value === "bigint") return { dividend: value, divisor: 1n };
  return Number.isFinite(value) ? fractionOf(value) : evaluation.fail("a timespan cannot be changed by such a number");
}

function multiplied({ ts, n }: { readonly ts: TimeSpan; readonly n: Numeric }, evaluation: Evaluation): TimeSpan {
  const { dividend, divisor } = ratio(n, evaluation);
  return TimeSpan.ofQuotient(ts.microseconds * dividend, divisor);
}

const january = (day: number) => `datetime(2020, 1, ${day})`;

function orderOf(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

const comparisons: readonly FunctionDefinition[] = orderings.flatMap(({ name, holds, words }) => [
  defineFunction({
    name,
    kind: "operator",
    description: `Whether the left point in time is ${words} the right one; the earlier is the smaller.`,
    parameters: { left: point(), right: point() },
    example: { expression: `${january(1)} ${name} ${january(2)}`, result: holds(-1) },
    call: ({ left, right }) => holds(orderOf(left.utc, right.utc)),
  }),
  defineFunction({
    name,
    kind: "operator",
    description: `Whether the left span is ${words} the right one.`,
    parameters: { left: span(), right: span() },
    example: { expression: `timespan(1) ${name} timespan(hours => 25)`, result: holds(-1) },
    call: ({ left, right }) => holds(orderOf(left.microseconds, right.microseconds)),
  }),
]);

/** The operators on points in time and spans of it. */
export const dateTimeOperators: readonly FunctionDefinition[] = [
  ...comparisons,
  defineFunction({
    name: "+",
    kind: "operator",
    description: "The point in time a span later.",
    parameters: { dt: point(), ts: span() },
    example: { expression: `(${january(1)} + timespan(2)).day`, result: 3 },
    call: ({ dt, ts }) => dt.plus(ts.microseconds),
  }),
  defineFunction({
    name: "+",
    kind: "operator",
    description: "The point in time a span later.",
    parameters: { ts: span(), dt: point() },
    example: { expression: `(timespan(2) + ${january(1)}).day`, result: 3 },
    call: ({ dt, ts }) => dt.plus(ts.microseconds),
  }),
  defineFunction({
    name: "+",
    kind: "operator",
    description: "Both spans together.",
    parameters: { ts1: span(), ts2: span() },
    example: { expression: "(timespan(1) + timespan(hours => 1)).hours", result: 25 },
    call: ({ ts1, ts2 }) => new TimeSpan(ts1.microseconds + ts2.microseconds),
  }),
  defineFunction({
    name: "-",
    kind: "operator",
    description: "The point in time a span earlier.",
    parameters: { dt: point(), ts: span() },
    example: { expression: `(${january(3)} - timespan(2)).day`, result: 1 },
    call: ({ dt, ts }) => dt.plus(-ts.microseconds),
  }),
  defineFunction({
    name: "-",
    kind: "operator",
    description: "The span between two points in time.",
    parameters: { dt1: point(), dt2: point() },
    example: { expression: `(${january(3)} - ${january(1)}).days`, result: 2 },
    call: ({ dt1, dt2 }) => new TimeSpan(dt1.utc - dt2.utc),
  }),
  defineFunction({
    name: "-",
    kind: "operator",
    description: "The first span without the second.",
    parameters: { ts1: span(), ts2: span() },
    example: { expression: "(timespan(1) - timespan(hours => 1)).hours", result: 23 },
    call: ({ ts1, ts2 }) => new TimeSpan(ts1.microseconds - ts2.microseconds),
  }),
  defineFunction({
    name: "*",
    kind: "operator",
    description: "The span, that many times.",
    parameters: { ts: span(), n: numeric() },
    example: { expression: "(timespan(1) * 1.5).hours", result: 36 },
    call: multiplied,
  }),
  defineFunction({
    name: "*",
    kind: "operator",
    description: "The span, that many times.",
    parameters: { n: numeric(), ts: span() },
    example: { expression: "(2 * timespan(1)).hours", result: 48 },
    call: multiplied,
  }),
  defineFunction({
    name: "/",
    kind: "operator",
    description: "How many times the second span goes into the first.",
    parameters: { ts1: span(), ts2: span() },
    example: { expression: "timespan(1) / timespan(hours => 16)", result: 1.5 },
    call({ ts1, ts2 }, evaluation) {
      if (ts2.microseconds === 0n) evaluation.fail("division by a span of zero");
      return Number(ts1.microseconds) / Number(ts2.microseconds);
    },
  }),
  defineFunction({
    name: "/",
    kind: "operator",
    description: "That part of the span.",
    parameters: { ts: span(), n: numeric() },
    example: { expression: "(timespan(1) / 2).hours", result: 12 },
    call({ ts, n }, evaluation) {
      const { dividend, divisor } = ratio(n, evaluation);
      if (dividend === 0n) evaluation.fail("division by zero");
      return TimeSpan.ofQuotient(ts.microseconds * divisor, dividend);
    },
  }),
  defineFunction({
    name: "+",
    kind: "prefix operator",
    description: "The span itself.",
    parameters: { ts: span() },
    example: { expression: "(+timespan(1)).days", result: 1 },
    call: ({ ts }) => ts,
  }),
  defineFunction({
    name: "-",
    kind: "prefix operator",
    description: "The span into the other direction.",
    parameters: { ts: span() },
    example: { expression: "(-timespan(1)).days", result: -1 },
    call: ({ ts }) => new TimeSpan(-ts.microseconds),
  }),
];
