import { objectOf, objectsOf, type JsonObject } from "./objects.ts";

/** What is planned for a resource; `undecided` where only the run can tell. */
export type PlanWord = "none" | "create" | "update" | "replace" | "delete" | "refuse" | "undecided";

/** Where a changed or unknown value comes from; which fields are there depends on `kind`. */
export interface PlanOrigin {
  readonly kind: string;
  readonly parameter: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly resource: string;
  readonly attribute: string;
  readonly possibleActions: readonly string[];
}

/** Why something happens; which fields are there depends on `kind`. */
export interface PlanCause {
  readonly kind: string;
  readonly property: string;
  readonly before: unknown;
  readonly after: unknown;
  /** What a change of the property asks for: `update`, `replace`, `refuse`. */
  readonly effect: string;
  readonly reason: string;
  readonly origins: readonly PlanOrigin[];
}

/** What is planned for one resource. */
export interface PlannedResource {
  readonly name: string;
  readonly type: string;
  readonly action: PlanWord;
  readonly possibleActions: readonly string[];
  readonly because: readonly PlanCause[];
  readonly properties: JsonObject;
  /** By property, what it waits for. */
  readonly unknown: ReadonlyMap<string, readonly PlanOrigin[]>;
  readonly nested?: StackPlan;
}

/** What would be done to a stack. */
export interface StackPlan {
  readonly stackName: string;
  /** Whether anything would change. */
  readonly changes: boolean;
  readonly resources: readonly PlannedResource[];
  /** What must be known before the resources are; they are not listed then. */
  readonly waitsFor: readonly PlanOrigin[];
}

const words: readonly string[] = ["none", "create", "update", "replace", "delete", "refuse", "undecided"];

function isWord(value: unknown): value is PlanWord {
  return typeof value === "string" && words.includes(value);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}

function originOf(wire: JsonObject): PlanOrigin {
  return {
    kind: textOf(wire["kind"]),
    parameter: textOf(wire["parameter"]),
    before: wire["before"],
    after: wire["after"],
    resource: textOf(wire["resource"]),
    attribute: textOf(wire["attribute"]),
    possibleActions: textsOf(wire["possible_actions"]),
  };
}

function originsOf(wire: unknown): readonly PlanOrigin[] {
  return objectsOf(wire).map(originOf);
}

function causeOf(wire: JsonObject): PlanCause {
  return {
    kind: textOf(wire["kind"]),
    property: textOf(wire["property"]),
    before: wire["before"],
    after: wire["after"],
    effect: textOf(wire["effect"]),
    reason: textOf(wire["reason"]),
    origins: originsOf(wire["origins"]),
  };
}

function plannedOf(wire: JsonObject): PlannedResource {
  const action = wire["action"];
  return {
    name: textOf(wire["resource_name"]),
    type: textOf(wire["resource_type"]),
    action: isWord(action) ? action : "undecided",
    possibleActions: textsOf(wire["possible_actions"]),
    because: objectsOf(wire["because"]).map(causeOf),
    properties: objectOf(wire["properties"]),
    unknown: new Map(
      Object.entries(objectOf(wire["unknown_properties"])).map(([name, origins]) => [name, originsOf(origins)]),
    ),
    ...(wire["nested"] === undefined ? {} : { nested: planOf(objectOf(wire["nested"])) }),
  };
}

/** Reads a plan. */
export function planOf(wire: JsonObject): StackPlan {
  return {
    stackName: textOf(wire["stack_name"]),
    changes: wire["changes"] === true,
    resources: objectsOf(wire["resources"]).map(plannedOf),
    waitsFor: originsOf(wire["waits_for"]),
  };
}
