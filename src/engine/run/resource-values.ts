import type { ResourceValues } from "../definition/bound-stack.ts";
import type { StackState } from "./tree.ts";

/** References and attributes as the stack's rows have them: what functions resolve against. */
export function valuesOf(stack: Pick<StackState, "current">): ResourceValues {
  return {
    reference(resource) {
      const row = stack.current.get(resource)?.row;
      if (row === undefined || row.action === "INIT") return resource;
      return row.reference ?? row.physicalId ?? resource;
    },
    attribute(resource, attribute) {
      const row = stack.current.get(resource)?.row;
      return row?.attributes[attribute] ?? null;
    },
  };
}
