import { defineFunction } from "../define-function.ts";
import type { Context, Evaluation, FunctionDefinition } from "../function-definition.ts";
import type { Lambda } from "../parameter.ts";
import { host, iterable, lambda } from "../parameter.ts";
import { compareTexts } from "../text/code-points.ts";
import type { Value } from "../values/value.ts";
import { View } from "../values/view.ts";

/** By what items are ordered: a selector's value, the smallest first or last. */
interface Criterion {
  readonly selector: Lambda;
  readonly sign: 1 | -1;
}

/** Items in an order, to which further criteria can be added. */
class Ordering extends View {
  readonly #source: Iterable<Value>;
  readonly #criteria: readonly Criterion[];

  constructor(source: Iterable<Value>, criteria: readonly Criterion[], evaluation: Evaluation, context: Context) {
    let sorted: readonly Value[] | undefined;
    super("collection", () => {
      sorted ??= sort(evaluation.sized([...source]), criteria, evaluation, context);
      return sorted.values();
    });
    this.#source = source;
    this.#criteria = criteria;
  }

  /** The same items in an order that goes on where this one calls them equal. */
  refined(criterion: Criterion, evaluation: Evaluation, context: Context): Ordering {
    return new Ordering(this.#source, [...this.#criteria, criterion], evaluation, context);
  }
}

/** An item and what the selectors made of it so far; as in yaql, one that decides nothing is not asked. */
class Keyed {
  readonly item: Value;
  readonly #keys: Value[] = [];

  constructor(item: Value) {
    this.item = item;
  }

  key(index: number, { selector }: Criterion): Value {
    const known = this.#keys[index];
    if (known !== undefined) return known;
    const key = selector(this.item);
    this.#keys[index] = key;
    return key;
  }
}

function sort(items: readonly Value[], criteria: readonly Criterion[], evaluation: Evaluation, context: Context) {
  const compare = comparison(evaluation, context);
  const keyed = items.map((item) => new Keyed(item));
  keyed.sort((left, right) => {
    evaluation.spend();
    for (let index = 0; index < criteria.length; index += 1) {
      const criterion = criteria[index] as Criterion;
      const order = compare(left.key(index, criterion), right.key(index, criterion));
      if (order !== 0) return order * criterion.sign;
    }
    return 0;
  });
  return keyed.map(({ item }) => item);
}

/** The order of two values by the operators `<` and `>`; integers and texts are compared at once unless the expression has its own. */
function comparison(evaluation: Evaluation, context: Context): (left: Value, right: Value) => number {
  const isOwn = context.overloads("#operator_<").length > 1 || context.overloads("#operator_>").length > 1;
  return (left, right) => {
    if (!isOwn && typeof left === "bigint" && typeof right === "bigint") {
      return left < right ? -1 : left > right ? 1 : 0;
    }
    if (!isOwn && typeof left === "string" && typeof right === "string") {
      evaluation.spend(left.length >> 6);
      return compareTexts(left, right);
    }
    if (evaluation.invoke("#operator_<", [left, right], context) === true) return -1;
    return evaluation.invoke("#operator_>", [left, right], context) === true ? 1 : 0;
  };
}

const directions = [
  { name: "orderBy", further: "thenBy", sign: 1, words: "smallest" },
  { name: "orderByDescending", further: "thenByDescending", sign: -1, words: "largest" },
] as const;

/** Ordering. */
export const orderFunctions: readonly FunctionDefinition[] = directions.flatMap(({ name, further, sign, words }) => [
  defineFunction({
    name,
    kind: "method",
    description: `The items in the order of what the selector makes of them, the ${words} first.`,
    parameters: { collection: iterable(), selector: lambda() },
    example: { expression: `[2, 3, 1].${name}($)`, result: sign > 0 ? [1, 2, 3] : [3, 2, 1] },
    call: ({ collection, selector }, evaluation, context) =>
      new Ordering(collection, [{ selector, sign }], evaluation, context),
  }),
  defineFunction({
    name: further,
    kind: "method",
    description: `Orders what is equal in an order before by another selector, the ${words} first.`,
    parameters: { collection: host("ordering", Ordering), selector: lambda() },
    example: {
      expression: `[[1, 2], [1, 3], [0, 4]].orderBy($[0]).${further}($[1]).select($[1])`,
      result: sign > 0 ? [4, 2, 3] : [4, 3, 2],
    },
    call: ({ collection, selector }, evaluation, context) =>
      collection.refined({ selector, sign }, evaluation, context),
  }),
]);
