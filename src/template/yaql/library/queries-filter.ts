import { defineFunction } from "../define-function.ts";
import type { FunctionDefinition } from "../function-definition.ts";
import { iterable, lambda } from "../parameter.ts";
import { isTrue } from "../values/truth.ts";

/** Queries that pick items or make new ones of them, one after the other. */
export const filterFunctions: readonly FunctionDefinition[] = [
  ...["where", "filter"].map((name) =>
    defineFunction({
      name,
      kind: "method",
      description: "The items for which the predicate is true.",
      parameters: { collection: iterable(), predicate: lambda() },
      example: { expression: `[1, 2, 3].${name}($ > 1)`, result: [2, 3] },
      *call({ collection, predicate }) {
        for (const item of collection) if (isTrue(predicate(item))) yield item;
      },
    }),
  ),
  ...["select", "map"].map((name) =>
    defineFunction({
      name,
      kind: "method",
      description: "What the selector makes of each item.",
      parameters: { collection: iterable(), selector: lambda() },
      example: { expression: `[1, 2].${name}($ * 2)`, result: [2, 4] },
      *call({ collection, selector }) {
        for (const item of collection) yield selector(item);
      },
    }),
  ),
];
