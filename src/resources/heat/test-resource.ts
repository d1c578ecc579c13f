import type { ResourceContext } from "#resource-model/context.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { done, failed, waitingUntil } from "#resource-model/outcome.ts";
import type { Outcome } from "#resource-model/outcome.ts";
import type { Step } from "#resource-model/step.ts";
import { boolean, map, number, string } from "#schema/property.ts";

const HOUR_MS = 3_600_000;

const properties = {
  value: string("What the attribute `output` shows.", { default: "test_string", onChange: "update" }),
  fail: boolean("Whether creating and updating fails, after the wait.", { default: false, onChange: "update" }),
  update_replace: boolean("Whether setting this to true replaces the resource.", {
    default: false,
    onChange: "update",
  }),
  update_replace_value: string("A value whose change replaces the resource.", { since: "7.0.0" }),
  wait_secs: number("Seconds that each action takes; below zero it never ends.", { default: 0, onChange: "update" }),
  action_wait_secs: map(
    {
      create: number("Seconds that creating takes.", { onChange: "update" }),
      update: number("Seconds that updating takes.", { onChange: "update" }),
      delete: number("Seconds that deleting takes.", { onChange: "update" }),
    },
    "Seconds that single actions take, instead of `wait_secs`.",
    { onChange: "update" },
  ),
  attr_wait_secs: number("Accepted; reading an attribute never waits here.", {
    default: 0,
    onChange: "update",
    since: "6.0.0",
  }),
  constraint_prop_secs: number("Accepted; validation never waits here.", {
    default: 0,
    onChange: "update",
    since: "6.0.0",
  }),
  client_name: string("Accepted; no service is asked for its own sake here.", { default: "", onChange: "update" }),
  entity_name: string("Accepted; no service is asked for its own sake here.", { default: "", onChange: "update" }),
};
type Context = ResourceContext<typeof properties>;

function wait(action: "create" | "update" | "delete"): Step<typeof properties> {
  return {
    name: "wait",
    until(c: Context): Outcome {
      const seconds = c.props.action_wait_secs?.[action] ?? c.props.wait_secs;
      if (seconds < 0) return waitingUntil(c.now + HOUR_MS, "it was told never to end");
      const end = c.stepStartedAt + seconds * 1000;
      if (c.now < end) return waitingUntil(end, `${seconds} s`);
      return c.props.fail && action !== "delete" ? failed("it was told to fail") : done;
    },
  };
}

const store: Step<typeof properties> = {
  name: "store",
  start: (c) => ({ id: c.name, data: { value: c.props.value } }),
};

/** Waits and fails as it is told; for trying out what templates and engine do. */
export const testResource = defineResource({
  type: "OS::Heat::TestResource",
  description: "Waits, fails or is replaced as it is told, without touching the cloud; for tests.",
  since: "5.0.0",
  properties,
  attributes: { output: { description: "The value last stored.", read: (c) => c.data.value ?? null } },
  pure: true,
  create: () => [store, wait("create")],
  update: () => [store, wait("update")],
  delete: () => [wait("delete")],
  check: [],
  replaces: (c) => c.changed.has("update_replace") && c.props.update_replace,
});
