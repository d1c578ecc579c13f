import type { Origin, PlannedResource, StackPlan, TracedCause } from "#engine/plan/planned.ts";

type Shape = Readonly<Record<string, unknown>>;

/** What is planned for a resource, in one word; `undecided` where only the run can tell. */
type Word = "none" | "create" | "update" | "replace" | "delete" | "refuse" | "visit" | "undecided";

/** Whether a cause asks for a new object, or may. */
export function asksForNew({ cause }: TracedCause): boolean {
  return "effect" in cause ? cause.effect === "replace" : cause.kind === "failedBefore";
}

function wordOf({ node, changes, because }: PlannedResource): Word {
  if (!changes) return "none";
  const { actions } = node.decision;
  const [first] = actions;
  if (actions.length === 1) return first === undefined || first === "keep" ? "none" : first;
  // A type may ask for a new object at any change; that alone leaves nothing to say.
  return first === "update" && !because.some(asksForNew) ? "update" : "undecided";
}

/** A plan as our own API shows it: the whole tree, each action with its causes. */
export function planShape(plan: StackPlan): Shape {
  return {
    stack_name: plan.name,
    stack_id: plan.row?.id ?? null,
    changes: plan.changes,
    resources: plan.resources.map(plannedShape),
    ...(plan.waitsFor && { waits_for: plan.waitsFor.map(originShape) }),
  };
}

function plannedShape(planned: PlannedResource): Shape {
  const { node, row, because, unknown, nested } = planned;
  return {
    resource_name: planned.name,
    resource_type: planned.type,
    physical_resource_id: row?.physicalId ?? null,
    action: wordOf(planned),
    possible_actions: node.decision.actions,
    because: because.map(causeShape),
    properties: planned.properties,
    unknown_properties: Object.fromEntries([...unknown].map(([name, origins]) => [name, origins.map(originShape)])),
    ...(nested && { nested: planShape(nested) }),
  };
}

const words: Readonly<Record<TracedCause["cause"]["kind"], string>> = {
  new: "new",
  notDesired: "not_desired",
  mayBeReplaced: "left_over",
  neverMade: "never_made",
  wasDeleted: "was_deleted",
  failedBefore: "failed_before",
  type: "type",
  property: "property",
  unknownProperty: "unknown_property",
  metadata: "metadata",
  nested: "nested",
  visited: "visited",
};

function causeShape({ cause, origins }: TracedCause): Shape {
  const from = origins.map(originShape);
  switch (cause.kind) {
    case "property": {
      const { name, before = null, after = null, effect } = cause;
      return { kind: words[cause.kind], property: name, before, after, effect, origins: from };
    }
    case "unknownProperty":
      return { kind: words[cause.kind], property: cause.name, effect: cause.effect, origins: from };
    case "type":
      return { kind: words[cause.kind], before: cause.before, after: cause.after };
    case "failedBefore":
      return { kind: words[cause.kind], reason: cause.reason };
    default:
      return { kind: words[cause.kind] };
  }
}

function originShape(origin: Origin): Shape {
  switch (origin.kind) {
    case "parameter":
      return { kind: "parameter", parameter: origin.name, before: origin.before ?? null, after: origin.after ?? null };
    case "unknownParameter":
      return { kind: "unknown_parameter", parameter: origin.name };
    case "resource": {
      const { resource, attribute, actions } = origin;
      return { kind: "resource", resource, ...(attribute !== undefined && { attribute }), possible_actions: actions };
    }
    default:
      return { kind: origin.kind };
  }
}
