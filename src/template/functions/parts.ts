import type { Node } from "../expression.ts";
import { LiteralNode } from "../expression.ts";
import type { Scope } from "../template.ts";
import { isMap } from "./arguments.ts";
import type { CallSite } from "./define-function.ts";
import { attempt } from "./define-function.ts";

/** A node as what it is known to be made of; nothing where that is not known yet. */
function shapeOf(node: Node, scope: Scope, at: CallSite): Node | undefined {
  if (node.items !== undefined || node.entries !== undefined) return node;
  const expanded = node.expanded?.(scope);
  if (expanded !== undefined) return expanded;
  const value = attempt(() => node.resolve(scope));
  return value === undefined ? undefined : new LiteralNode(at.standing.reading, at.standing, 0, value);
}

/** The items of a list as far as they are known apart from each other; none of what is left out or null. */
export function itemsOf(node: Node, scope: Scope, at: CallSite): readonly Node[] | undefined {
  const shape = shapeOf(node, scope, at);
  return shape?.literal !== undefined && !Array.isArray(shape.literal.value) ? [] : shape?.items;
}

/** The entries of a map, likewise. */
export function entriesOf(node: Node, scope: Scope, at: CallSite): ReadonlyMap<string, Node> | undefined {
  const shape = shapeOf(node, scope, at);
  return shape?.literal !== undefined && !isMap(shape.literal.value) ? new Map() : shape?.entries;
}
