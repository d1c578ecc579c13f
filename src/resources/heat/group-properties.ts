import { any, freeMap, integer, list, map, number, string } from "#schema/property.ts";

const batchSize = (what: string) => integer(what, { default: 1, range: { min: 1 } });
const pause = number("Seconds between two batches.", { default: 0, range: { min: 0 } });

/** Properties of OS::Heat::ResourceGroup. */
export const groupProperties = {
  count: integer("How many members.", { default: 1, range: { min: 0 }, onChange: "update" }),
  index_var: string("The text that stands for the member's name in its definition.", {
    default: "%index%",
    length: { min: 3 },
    since: "2014.2",
  }),
  resource_def: map(
    {
      type: string("Their type.", { required: true }),
      properties: freeMap("Their properties."),
      metadata: freeMap("Their metadata.", { since: "5.0.0" }),
    },
    "What the members are.",
    { required: true, onChange: "update" },
  ),
  removal_policies: list(
    map(
      { resource_list: list(any("A member."), "Names or reference ids of members.", { default: [] }) },
      "Members to remove.",
    ),
    "Members that are to go; others come in their place, under names not used before.",
    { default: [], onChange: "update", since: "2015.1" },
  ),
  removal_policies_mode: string("Whether names once removed stay so (append), or only those named now (update).", {
    default: "append",
    oneOf: ["append", "update"],
    onChange: "update",
    since: "10.0.0",
  }),
};

/** Keys of its `update_policy`. */
export const groupPolicy = {
  batch_create: map(
    { max_batch_size: batchSize("Members that are made at a time."), pause_time: pause },
    "Makes the members in batches.",
    { since: "5.0.0" },
  ),
  rolling_update: map(
    {
      min_in_service: integer("Members that are left alone at any time.", { default: 0, range: { min: 0 } }),
      max_batch_size: batchSize("Members that are changed at a time."),
      pause_time: pause,
    },
    "Changes the members in batches where their definition has changed.",
    { since: "5.0.0" },
  ),
};
