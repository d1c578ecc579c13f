import type { Node } from "../expression.ts";
import { ListNode } from "../expression.ts";
import type { Scope } from "../template.ts";
import { listOfArguments, nameOfKind } from "./arguments.ts";
import type { CallSite, FunctionDefinition } from "./define-function.ts";
import { defineFunction } from "./define-function.ts";
import { identityOf } from "./equals.ts";
import { itemsOf } from "./parts.ts";

function withoutRepetitions(items: readonly unknown[]): readonly unknown[] {
  const first = new Map<string, unknown>();
  for (const item of items) {
    const identity = identityOf(item);
    if (!first.has(identity)) first.set(identity, item);
  }
  return [...first.values()];
}

function concatenated(argument: Node, scope: Scope, at: CallSite): Node | undefined {
  const items: Node[] = [];
  for (const list of argument.items ?? []) {
    const known = itemsOf(list, scope, at);
    if (known === undefined) return undefined;
    items.push(...known);
  }
  return argument.items && new ListNode(at.standing, items);
}

function concatenating(
  described: Pick<FunctionDefinition, "name" | "description" | "example">,
  unique: boolean,
): FunctionDefinition {
  return defineFunction({
    ...described,
    parse(argument, at) {
      const resolve = listOfArguments(argument, { usage: "takes a list of lists", fewest: 0, most: Infinity }, at);
      return {
        resolve(scope) {
          const items: unknown[] = [];
          for (const list of resolve(scope)) {
            if (list === null || list === undefined) continue;
            if (!Array.isArray(list)) return at.fail(`takes a list of lists, but one of them is ${nameOfKind(list)}`);
            for (const item of list) items.push(item);
          }
          return unique ? withoutRepetitions(items) : items;
        },
        // Which items are repetitions is known only of values.
        ...(!unique && { expanded: (scope) => concatenated(argument, scope, at) }),
      };
    },
  });
}

/** `list_concat: [list, list, …]`. */
export const listConcat = concatenating(
  {
    name: "list_concat",
    description: "One list of several.",
    example: { call: "{ list_concat: [[a, b], [b, c]] }", gives: ["a", "b", "b", "c"] },
  },
  false,
);

/** `list_concat_unique: [list, list, …]`. */
export const listConcatUnique = concatenating(
  {
    name: "list_concat_unique",
    description: "One list of several, each item once, where it comes first.",
    example: { call: "{ list_concat_unique: [[a, b], [b, c]] }", gives: ["a", "b", "c"] },
  },
  true,
);
