import type { PropertySchemas } from "#schema/property.ts";
import type { Need } from "#template/template.ts";
import type { ResourceRow } from "#storage/rows.ts";
import { sameValue } from "./same-value.ts";

/** What may happen to a resource. `refuse`: the change is not allowed. */
export type PlannedAction = "create" | "update" | "replace" | "keep" | "delete" | "refuse";

/** Why something happens; values of secret properties never stand here. */
export type Cause =
  | { readonly kind: "new" }
  | { readonly kind: "notDesired" }
  | { readonly kind: "mayBeReplaced" }
  | { readonly kind: "neverMade" }
  | { readonly kind: "wasDeleted" }
  | { readonly kind: "failedBefore"; readonly reason: string }
  | { readonly kind: "type"; readonly before: string; readonly after: string }
  | { readonly kind: "property"; readonly name: string; readonly before: unknown; readonly after: unknown }
  | { readonly kind: "unknownProperty"; readonly name: string; readonly waitsFor: readonly Need[] }
  | { readonly kind: "metadata" }
  | { readonly kind: "nested" };

/** How much an action changes: of several reasons the heaviest counts. */
const weight: Readonly<Record<PlannedAction, number>> = {
  keep: 0,
  update: 1,
  create: 2,
  delete: 2,
  replace: 3,
  refuse: 4,
};

/** A set of possible actions with their causes. */
export interface Decision {
  readonly actions: readonly PlannedAction[];
  readonly because: readonly Cause[];
}

/** A desired resource with its properties as far as they are known. */
export interface Wanted {
  readonly type: string;
  readonly schemas: PropertySchemas;
  readonly values: Readonly<Record<string, unknown>>;
  /** Properties that are not known yet, with what they wait for. */
  readonly unknown: ReadonlyMap<string, readonly Need[]>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly updatesMetadata: boolean;
  /** Whether a FAILED one may be repaired in place (decided by a look at the object). */
  readonly repairable: boolean;
  /** Whether it has a child stack, which is updated along always. */
  readonly nested: boolean;
}

/** Names of the properties whose values differ. */
export function changedProperties(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !sameValue(before[name], after[name]));
}

/**
 * What brings a recorded resource to what is wanted. Used by the plan with unknown values, and by the
 * run without: then exactly one action remains, one of those the plan named.
 */
export function decide(row: ResourceRow | undefined, wanted: Wanted): Decision {
  if (row === undefined) return { actions: ["create"], because: [{ kind: "new" }] };
  if (row.action === "INIT") return { actions: ["create"], because: [{ kind: "neverMade" }] };
  if (row.action === "DELETE") return { actions: ["replace"], because: [{ kind: "wasDeleted" }] };
  if (row.type !== wanted.type) {
    return { actions: ["replace"], because: [{ kind: "type", before: row.type, after: wanted.type }] };
  }
  if (row.status === "FAILED" && !wanted.repairable && !wanted.nested) {
    return { actions: ["replace"], because: [{ kind: "failedBefore", reason: row.reason }] };
  }
  const decision = decideByProperties(row, wanted);
  if (row.status !== "FAILED") return decision;
  const because = [{ kind: "failedBefore", reason: row.reason } as const, ...decision.because];
  if (decision.actions.includes("refuse")) return { actions: ["refuse"], because };
  const actions = new Set<PlannedAction>(wanted.nested ? ["update"] : ["replace", "update", ...decision.actions]);
  actions.delete("keep");
  return { actions: [...actions], because };
}

function decideByProperties(row: ResourceRow, wanted: Wanted): Decision {
  const because: Cause[] = [];
  const before = row.properties ?? {};
  let certain: PlannedAction = "keep";
  const raise = (action: PlannedAction): void => {
    if (weight[action] > weight[certain]) certain = action;
  };
  for (const name of changedProperties(before, wanted.values)) {
    if (wanted.unknown.has(name)) continue;
    const schema = wanted.schemas[name];
    const hide = schema?.secret === true;
    because.push({
      kind: "property",
      name,
      before: hide ? "******" : before[name],
      after: hide ? "******" : wanted.values[name],
    });
    raise(actionOf(schema?.onChange));
  }
  if (wanted.updatesMetadata && !sameValue(row.metadata, wanted.metadata)) {
    because.push({ kind: "metadata" });
    raise("update");
  }
  if (wanted.nested) {
    because.push({ kind: "nested" });
    raise("update");
  }
  const actions = new Set<PlannedAction>([certain]);
  for (const [name, waitsFor] of wanted.unknown) {
    because.push({ kind: "unknownProperty", name, waitsFor });
    const possible = actionOf(wanted.schemas[name]?.onChange);
    if (weight[possible] > weight[certain]) actions.add(possible);
  }
  // The type may still ask for a new object where all changed properties could change in place.
  if (actions.has("update")) actions.add("replace");
  return { actions: [...actions], because };
}

function actionOf(onChange: "update" | "replace" | "refuse" | undefined): PlannedAction {
  return onChange ?? "replace";
}
