import { attributeKey, attributePath } from "#schema/attribute-key.ts";
import type { ResourceRow } from "#storage/rows.ts";
import type { ResourceValues } from "../definition/bound-stack.ts";
import { allAttributes } from "#template/functions/get-attr.ts";
import { bestRow } from "./best-row.ts";

/** References and attributes as the stack's rows have them: what functions resolve against. */
export function valuesOf(stack: {
  readonly current: ReadonlyMap<string, { readonly row: ResourceRow }>;
}): ResourceValues {
  return valuesFrom((resource) => stack.current.get(resource)?.row);
}

/** The same from rows that were read. */
export function valuesOfRows(rows: readonly ResourceRow[]): ResourceValues {
  const current = currentRows(rows);
  return valuesFrom((resource) => current.get(resource));
}

/** The row that each name stands for. */
export function currentRows(rows: readonly ResourceRow[]): ReadonlyMap<string, ResourceRow> {
  const current = new Map<string, ResourceRow>();
  for (const [name, candidates] of Map.groupBy(rows, (row) => row.name)) {
    const best = candidates.length === 1 ? candidates[0] : bestRow(candidates);
    if (best) current.set(name, best);
  }
  return current;
}

/** The same from rows by name. */
export function valuesFrom(rowOf: (resource: string) => ResourceRow | undefined): ResourceValues {
  return {
    reference(resource) {
      const row = rowOf(resource);
      if (row === undefined || row.action === "INIT") return resource;
      return row.reference ?? row.physicalId ?? resource;
    },
    attribute(resource, attribute) {
      const attributes = rowOf(resource)?.attributes ?? {};
      return attribute === allAttributes ? attributesTogether(attributes) : (attributes[attribute] ?? null);
    },
    attributeAt(resource, path) {
      const attributes = rowOf(resource)?.attributes ?? {};
      for (let length = path.length; length > 1; length -= 1) {
        const key = attributeKey(path.slice(0, length));
        if (Object.hasOwn(attributes, key)) return { value: attributes[key] ?? null, rest: path.slice(length) };
      }
      return undefined;
    },
  };
}

/** As Heat: without the whole object, and without what is stored of an attribute's parts. */
function attributesTogether(attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(attributes).filter(([key]) => key !== "show" && attributePath(key).length === 1),
  );
}
