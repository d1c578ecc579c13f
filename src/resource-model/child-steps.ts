import type { PropertySchemas } from "#schema/property.ts";
import type { ChildDefinition, ResourceContext, VisitAction } from "./context.ts";
import type { Outcome } from "./outcome.ts";
import { done, failed } from "./outcome.ts";
import type { Step } from "./step.ts";

/** What the child stack shall be; asked when the step starts. */
export type ChildOf<P extends PropertySchemas> = (c: ResourceContext<P>) => ChildDefinition | Promise<ChildDefinition>;

/** Makes the child stack, and waits until it is complete. */
export function createChild<P extends PropertySchemas>(name: string, child: ChildOf<P>): Step<P> {
  return {
    name,
    async start(c) {
      await c.child.create(await child(c));
    },
    until: settled,
  };
}

/** Brings the child stack to what it shall be, making it where there is none. */
export function updateChild<P extends PropertySchemas>(name: string, child: ChildOf<P>): Step<P> {
  return {
    name,
    async start(c) {
      await c.child.update(await child(c));
    },
    until: settled,
  };
}

/** Deletes the child stack, where there is one. */
export function deleteChild<P extends PropertySchemas>(): Step<P> {
  return { name: "delete the nested stack", start: (c) => c.child.delete(), until: deleted };
}

/** Visits the child stack along with its parent. */
function visitChild(action: VisitAction): Step {
  return {
    name: `${action.toLowerCase()} the nested stack`,
    start: (c) => c.child.visit(action),
    until(c) {
      const state = c.child.state();
      if (state === undefined) return failed("its nested stack is gone");
      return state.action === action && state.status === "COMPLETE" ? done : unsettled(state);
    },
  };
}

/** What every type with a child stack does when its stack is visited. */
export const childVisits = {
  suspend: [visitChild("SUSPEND")],
  resume: [visitChild("RESUME")],
  check: [visitChild("CHECK")],
} as const;

// An update makes the child where there was none: what counts is that its last operation was good.
function settled<P extends PropertySchemas>(c: ResourceContext<P>): Outcome {
  const state = c.child.state();
  if (state === undefined) return failed("its nested stack is gone");
  return state.status === "COMPLETE" && state.action !== "DELETE" ? done : unsettled(state);
}

function deleted<P extends PropertySchemas>(c: ResourceContext<P>): Outcome {
  const state = c.child.state();
  return state === undefined || (state.action === "DELETE" && state.status === "COMPLETE") ? done : unsettled(state);
}

function unsettled(state: { readonly action: string; readonly status: string; readonly reason: string }): Outcome {
  if (state.status === "FAILED") return failed(state.reason);
  return { kind: "waiting", for: { kind: "child" }, because: `nested stack ${state.action}_${state.status}` };
}
