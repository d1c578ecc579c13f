import type { StackRow } from "#storage/rows.ts";
import { bindValues } from "../definition/bound-stack.ts";
import type { Definition } from "../definition/definition-store.ts";
import { EngineFault } from "../faults.ts";
import { sameValue } from "../plan/same-value.ts";
import type { PreparedStack } from "./prepare.ts";

/** Refuses a change of a parameter that was declared `immutable`, as Heat does. */
export function refuseImmutableChanges(current: Definition, next: PreparedStack, stack: StackRow): void {
  const before = bindValues(current, stack).parameters;
  for (const schema of next.template.parameters.values()) {
    if (!schema.immutable || !before.has(schema.name)) continue;
    if (sameValue(before.value(schema.name), next.parameters.value(schema.name))) continue;
    throw new EngineFault(
      "ImmutableParameterModified",
      `the parameter "${schema.name}" is immutable: it keeps the value that the stack was created with`,
    );
  }
}
