import type { Order, Scenario } from "./scenario.ts";
import * as t from "./scenario-templates.ts";
import { stackOf, type Variant } from "./shapes.ts";

const create = (template: string): Order => ({ do: "create", request: { template } });
const update = (template: string): Order => ({ do: "update", request: { template } });
const group = (what: "create" | "update", variant: Variant): Order => ({
  do: what,
  request: stackOf("grouped", variant),
});

const removing = (...names: readonly string[]): Variant => ({
  group: { count: 2, removal_policies: [{ resource_list: names }] },
});
const rolling: Variant = {
  more: true,
  updatePolicy: { rolling_update: { max_batch_size: 1, min_in_service: 1, pause_time: 5 } },
};
const batches: Variant = { more: true, updatePolicy: { batch_create: { max_batch_size: 2, pause_time: 5 } } };

/** Stories of one shape only. */
export const specials: readonly Scenario[] = [
  { name: "named", covers: ["create"], orders: [create(t.named())] },
  {
    name: "application",
    covers: ["PUT"],
    shape: "chained",
    orders: [create(t.application()), update(t.application({ size: 2, mark: "renamed" }))],
  },
  {
    name: "application-delete",
    covers: ["delete during create"],
    shape: "chained",
    orders: [create(t.application()), { do: "delete", withinMs: 15_000 }],
  },
  {
    name: "group-removal",
    covers: ["ResourceGroup: removal policies", "ResourceGroup: index variable"],
    shape: "grouped",
    orders: [group("create", {}), group("update", removing("0")), group("update", removing("0", "1"))],
  },
  {
    name: "group-rolling",
    covers: ["ResourceGroup: rolling update"],
    shape: "grouped",
    orders: [group("create", rolling), group("update", { ...rolling, mark: "two" })],
  },
  {
    name: "group-batches",
    covers: ["ResourceGroup: made in batches"],
    shape: "grouped",
    orders: [group("create", batches)],
  },
  {
    name: "group-too-many",
    covers: ["nested stack: too many resources"],
    shape: "grouped",
    orders: [group("create", {}), group("update", { group: { count: 5000 } }), group("update", { mark: "two" })],
  },
];
