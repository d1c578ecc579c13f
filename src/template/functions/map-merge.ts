import type { Node } from "../expression.ts";
import { MapNode } from "../expression.ts";
import { setKey } from "../document/set-key.ts";
import { isMap, listOfArguments, nameOfKind } from "./arguments.ts";
import { defineFunction } from "./define-function.ts";
import { entriesOf } from "./parts.ts";

/** `map_merge: [map, map, …]`. */
export const mapMerge = defineFunction({
  name: "map_merge",
  description: "One map of several; where they have the same key, the later counts.",
  example: { call: "{ map_merge: [{ a: 1, b: 2 }, { b: 3 }] }", gives: { a: 1, b: 3 } },
  parse(argument: Node, at) {
    const resolve = listOfArguments(argument, { usage: "takes a list of maps", fewest: 0, most: Infinity }, at);
    return {
      resolve(scope) {
        const merged: Record<string, unknown> = {};
        for (const item of resolve(scope)) {
          if (item === null || item === undefined) continue;
          if (!isMap(item)) return at.fail(`takes a list of maps, but one of them is ${nameOfKind(item)}`);
          for (const [key, value] of Object.entries(item)) setKey(merged, key, value);
        }
        return merged;
      },
      expanded(scope) {
        const entries = new Map<string, Node>();
        for (const item of argument.items ?? []) {
          const known = entriesOf(item, scope, at);
          if (known === undefined) return undefined;
          for (const [key, node] of known) entries.set(key, node);
        }
        return argument.items && new MapNode(at.standing, entries);
      },
    };
  },
});
