import type { PropertySchemas } from "#schema/property.ts";
import type { Need } from "#template/template.ts";
import type { ResourceRow } from "#storage/rows.ts";
import { sameValue } from "./same-value.ts";

/** What may happen to a resource. `refuse`: the change is not allowed; `visit`: the stack's action, as suspending, is done on it. */
export type PlannedAction = "create" | "update" | "replace" | "keep" | "delete" | "refuse" | "visit";

/** Why something happens; values of secret properties never stand here. `effect`: what a change of the property asks for. */
export type Cause =
  | { readonly kind: "new" }
  | { readonly kind: "notDesired" }
  | { readonly kind: "mayBeReplaced" }
  | { readonly kind: "neverMade" }
  | { readonly kind: "wasDeleted" }
  | { readonly kind: "failedBefore"; readonly reason: string }
  | { readonly kind: "type"; readonly before: string; readonly after: string }
  | {
      readonly kind: "property";
      readonly name: string;
      readonly before: unknown;
      readonly after: unknown;
      readonly effect: PlannedAction;
    }
  | {
      readonly kind: "unknownProperty";
      readonly name: string;
      readonly waitsFor: readonly Need[];
      readonly effect: PlannedAction;
    }
  | { readonly kind: "metadata" }
  | { readonly kind: "nested" }
  /** The action of the stack is one that visits every resource. */
  | { readonly kind: "visited" };

/** How much an action changes: of several reasons the heaviest counts. */
const weight: Readonly<Record<PlannedAction, number>> = {
  keep: 0,
  visit: 0,
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
  /**
   * What those that read from the resource may rely on, where its actions alone do not tell: an update
   * that changes no value, or one that may change even the reference.
   */
  readonly values?: "kept" | "mayChange";
}

/** What stands for a value that nobody may see. */
export const maskedValue = "******";

/** A desired resource with its properties as far as they are known. */
export interface Wanted {
  readonly type: string;
  /** Whether what has that other type is no other thing for it. */
  readonly goesOnFrom?: ((formerType: string) => boolean) | undefined;
  readonly schemas: PropertySchemas;
  readonly values: Readonly<Record<string, unknown>>;
  /** Properties that are not known yet, with what they wait for. */
  readonly unknown: ReadonlyMap<string, readonly Need[]>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly updatesMetadata: boolean;
  /** Whether a FAILED one may be repaired in place (decided by a look at the object). */
  readonly repairable: boolean;
  /** Whether the type may ask for a new object although all changed properties could change in place. */
  readonly mayReplace: boolean;
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
  if (row.type !== wanted.type && wanted.goesOnFrom?.(row.type) !== true) {
    return { actions: ["replace"], because: [{ kind: "type", before: row.type, after: wanted.type }] };
  }
  // As Heat: what a check found broken is made anew, whatever the type could repair.
  if (row.status === "FAILED" && !wanted.nested && (!wanted.repairable || row.action === "CHECK")) {
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
    const effect = actionOf(schema?.onChange);
    because.push({
      kind: "property",
      name,
      before: hide ? maskedValue : before[name],
      after: hide ? maskedValue : wanted.values[name],
      effect,
    });
    raise(effect);
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
    const effect = actionOf(wanted.schemas[name]?.onChange);
    because.push({ kind: "unknownProperty", name, waitsFor, effect });
    if (weight[effect] > weight[certain]) actions.add(effect);
  }
  if (actions.has("update") && wanted.mayReplace) actions.add("replace");
  return { actions: [...actions], because };
}

function actionOf(onChange: "update" | "replace" | "refuse" | undefined): PlannedAction {
  return onChange ?? "replace";
}
