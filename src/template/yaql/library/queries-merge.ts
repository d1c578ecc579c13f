import { defineFunction } from "../define-function.ts";
import type { Evaluation, FunctionDefinition } from "../function-definition.ts";
import type { Lambda } from "../parameter.ts";
import { count, dictionary, lambda, optional } from "../parameter.ts";
import { Dictionary } from "../values/dictionary.ts";
import { typeName } from "../values/type-name.ts";
import type { Value } from "../values/value.ts";
import { isList } from "../values/value.ts";
import { ValueSet } from "../values/value-set.ts";

interface Merging {
  readonly mergeLists: (left: readonly Value[], right: readonly Value[]) => Value;
  readonly mergeItems: (left: Value, right: Value) => Value;
  readonly evaluation: Evaluation;
}

/** Merges down to `levels` levels; 0 is all of them. */
function merge(left: Dictionary, right: Dictionary, levels: number, merging: Merging): Dictionary {
  merging.evaluation.spend(left.size + right.size);
  const result = new Dictionary(merging.evaluation, left.entries());
  for (const [key, value] of right.entries()) {
    const former = left.get(key);
    result.put(key, former === undefined ? value : mergeValues(former, value, levels, merging));
  }
  return result;
}

function mergeValues(left: Value, right: Value, levels: number, merging: Merging): Value {
  if (right instanceof Dictionary && levels !== 1 && left !== null) {
    if (!(left instanceof Dictionary)) return unlike(left, right, merging);
    return merge(left, right, levels === 0 ? 0 : levels - 1, merging);
  }
  if (isList(right) && levels !== 1 && left !== null) {
    return isList(left) ? merging.mergeLists(left, right) : unlike(left, right, merging);
  }
  return merging.mergeItems(left, right);
}

function unlike(left: Value, right: Value, { evaluation }: Merging): never {
  return evaluation.fail(`a ${typeName(left)} cannot be merged with a ${typeName(right)}`);
}

function merging(lists: Lambda | undefined, items: Lambda | undefined, evaluation: Evaluation): Merging {
  return {
    mergeLists: lists ?? ((left, right) => [...new ValueSet(evaluation, [...left, ...right])]),
    mergeItems: items ?? ((_, right) => right),
    evaluation,
  };
}

/** Deep merging. */
export const mergeFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "mergeWith",
    kind: "method",
    description:
      "Merges two dictionaries and those in them; lists by `listMerger` (else their distinct items), all else by `itemMerger` (else the second one's).",
    parameters: {
      dict: dictionary(),
      another: dictionary(),
      listMerger: optional(lambda()),
      itemMerger: optional(lambda()),
      maxLevels: optional(count(), 0),
    },
    example: {
      expression: "{a => {b => 1}, c => [1, 2]}.mergeWith({a => {d => 2}, c => [2, 3]})",
      result: { a: { b: 1, d: 2 }, c: [1, 2, 3] },
    },
    call: ({ dict, another, listMerger, itemMerger, maxLevels }, evaluation) =>
      merge(dict, another, maxLevels, merging(listMerger, itemMerger, evaluation)),
  }),
];
