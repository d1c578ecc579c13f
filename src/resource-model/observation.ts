import type { CloudObject } from "#cloud/collection.ts";
import type { PropertySchemas } from "#schema/property.ts";
import type { ResourceContext } from "./context.ts";
import { broken, done, failed, waiting } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/** What of a context an outcome is read from. */
export type Observed = Pick<ResourceContext, "observed">;

/** Which field tells how an object is doing, and its values (in capitals) that mean it is broken. */
export interface StatusRule {
  readonly statusField: string;
  readonly failed: readonly string[];
}

const usualRule: StatusRule = { statusField: "status", failed: ["ERROR"] };

/** A field of the object as text in capitals; `""` where it has none. */
export function statusIn(object: CloudObject, field = "status"): string {
  const value = object[field];
  return typeof value === "string" ? value.toUpperCase() : "";
}

/** What the cloud itself says about why an object is broken; `""` where it says nothing. */
export function faultText(object: CloudObject): string {
  const fault = object.fault;
  if (typeof fault === "object" && fault !== null && "message" in fault) return String(fault.message);
  for (const field of ["status_reason", "fault", "error", "message"]) {
    const text = object[field];
    if (typeof text === "string" && text !== "") return text;
  }
  return "";
}

/** The outcome by the status of the observed object: done in one of these, broken in a failed one, waiting in any other. */
export function byStatus(ready: readonly string[], rule: Partial<StatusRule> = {}): (c: Observed) => Outcome {
  const { statusField, failed } = { ...usualRule, ...rule };
  const reached = new Set(ready.map((status) => status.toUpperCase()));
  const bad = new Set(failed.map((status) => status.toUpperCase()));
  return ({ observed }) => {
    if (observed === null) return broken("it is gone");
    if (observed === undefined) return waiting("not looked at yet");
    const status = statusIn(observed, statusField);
    if (reached.has(status)) return done;
    if (bad.has(status)) return broken([`it went to status ${status}`, faultText(observed)].filter(Boolean).join(": "));
    return waiting(`status ${status || "unknown"}`);
  };
}

/** Whether the object, freshly looked at, is there and in one of the statuses given as well, or else in none of the failed ones. */
export function isWell(
  rule: Partial<StatusRule> & { readonly well?: readonly string[] } = {},
): (c: Observed) => Outcome {
  const { statusField, failed: bad, well } = { ...usualRule, ...rule };
  return ({ observed }) => {
    if (observed === null) return failed("it is gone");
    if (observed === undefined) return waiting("not looked at yet");
    const status = statusIn(observed, statusField);
    if (well === undefined ? !bad.includes(status) : well.includes(status)) return done;
    return failed([`its status is ${status}`, faultText(observed)].filter(Boolean).join(": "));
  };
}

/** Done when the observed object has one of these statuses (in any case of letters). */
export function is(...statuses: readonly string[]): (c: Observed) => Outcome {
  return byStatus(statuses);
}

/** Done when the object is gone. */
export function gone({ observed }: Observed): Outcome {
  if (observed === null) return done;
  if (observed === undefined) return waiting("not looked at yet");
  return waiting(statusIn(observed) ? `still there, status ${statusIn(observed)}` : "still there");
}

/** Like `gone`, but an object that ends in one of these statuses could not be deleted. */
export function goneUnless(...statuses: readonly string[]): (c: Observed) => Outcome {
  const bad = new Set(statuses.map((status) => status.toUpperCase()));
  return (c) =>
    c.observed && bad.has(statusIn(c.observed))
      ? failed([`it went to status ${statusIn(c.observed)}`, faultText(c.observed)].filter(Boolean).join(": "))
      : gone(c);
}

/** Whether one of these properties differs from what the object was made with. */
export function changes<P extends PropertySchemas = PropertySchemas>(
  ...names: readonly (keyof P & string)[]
): (c: Pick<ResourceContext, "changed">) => boolean {
  return ({ changed }) => names.some((name) => changed.has(name));
}

/** Whether a FAILED resource's object still stands: there, and in none of these statuses. */
export function standsUnless(...statuses: readonly string[]): (c: Observed) => boolean {
  return ({ observed }) => !!observed && !statuses.includes(statusIn(observed));
}
