import type { Engine, StackView } from "#engine/requests.ts";
import type { Fields, Read } from "./fields.ts";
import { count, flag, oneOf, repeatable, tagList, text } from "./fields.ts";

/** What the engine's listing of stacks takes. */
export type StackFilter = Parameters<Engine["listStacks"]>[1];

type StackRow = StackView["row"];

/** As Heat's default of `hidden_stack_tags`. */
const HIDDEN_TAGS = ["data-processing-cluster"];

const sortKeys = {
  stack_name: "name",
  stack_status: "status",
  creation_time: "createdAt",
  updated_time: "updatedAt",
} as const;

/** Keys of the query of a list of stacks. */
export const stackListFields = {
  limit: count("At most so many stacks."),
  marker: text("Id of the last stack of the page before."),
  sort_keys: repeatable("Keys to sort by: stack_name, stack_status, creation_time, updated_time; others are ignored."),
  sort_dir: oneOf(["asc", "desc"], "Direction of the order."),
  show_deleted: flag("Whether deleted stacks are listed too."),
  show_nested: flag("Whether nested stacks are listed too."),
  show_hidden: flag("Whether stacks with a hidden tag are listed too."),
  with_count: flag("Whether the answer says how many there are on all pages."),
  global_tenant: flag("Whether stacks of all projects are listed."),
  tags: tagList("Stacks that have all of these tags."),
  tags_any: tagList("Stacks that have one of these tags."),
  not_tags: tagList("Stacks that do not have all of these tags."),
  not_tags_any: tagList("Stacks that have none of these tags."),
  id: repeatable("Stacks of these ids."),
  name: repeatable("Stacks of these names."),
  stack_name: repeatable("The same."),
  status: repeatable("Stacks of these statuses: COMPLETE, or CREATE_COMPLETE."),
  stack_status: repeatable("The same."),
  action: repeatable("Stacks whose last action is one of these."),
  stack_action: repeatable("The same."),
  tenant: repeatable("Stacks of these projects."),
  username: repeatable("Stacks of users of these names."),
  stack_owner: repeatable("The same."),
  owner_id: repeatable("Stacks nested in these."),
  parent: repeatable("The same."),
  stack_status_reason: repeatable("Stacks with one of these reasons."),
  disable_rollback: repeatable("Stacks that keep (true) or do not keep what a failed operation made."),
  timeout_mins: repeatable("Stacks with one of these time-outs."),
  stack_user_project_id: repeatable("Stacks whose users are in one of these projects."),
} as const satisfies Fields;

/** A query of stacks: what the engine filters by, and what is left to us. */
export interface StackQuery {
  readonly filter: StackFilter;
  /** Absent when the engine's filter says all. */
  readonly rest?: (row: StackRow) => boolean;
}

type Query = Read<typeof stackListFields>;

/** What a status in a query names: a status, an action and a status, or no status there is. */
function splitStatuses(given: readonly string[]): { statuses: string[]; actions: string[] } {
  const statuses: string[] = [];
  const actions: string[] = [];
  for (const each of given) {
    const [, action, status] = /^(?:([A-Z]+)_)?(COMPLETE|FAILED|IN_PROGRESS)$/.exec(each.toUpperCase()) ?? [];
    statuses.push(status ?? each);
    if (action !== undefined) actions.push(action);
  }
  return { statuses, actions };
}

function restOf(query: Query): ((row: StackRow) => boolean) | undefined {
  const tests: ((row: StackRow) => boolean)[] = [];
  const keep = (values: readonly string[] | undefined, valueOf: (row: StackRow) => string): void => {
    if (values !== undefined) tests.push((row) => values.includes(valueOf(row)));
  };
  keep(query.username ?? query.stack_owner, (row) => row.userName);
  keep(query.owner_id ?? query.parent, (row) => row.ownerId ?? "");
  keep(query.stack_status_reason, (row) => row.reason);
  keep(
    query.disable_rollback?.map((each) => each.toLowerCase()),
    (row) => String(row.disableRollback),
  );
  keep(query.timeout_mins, (row) => String(row.timeoutMinutes));
  keep(query.stack_user_project_id, () => "");
  keep(query.tenant, (row) => row.projectId);
  return tests.length === 0 ? undefined : (row) => tests.every((each) => each(row));
}

/** Translates the query of a list of stacks of the project (or, without one, of all). */
export function stackQueryOf(query: Query, projectId: string | undefined): StackQuery {
  const names = query.name ?? query.stack_name;
  const status = query.status ?? query.stack_status;
  const split = status === undefined ? undefined : splitStatuses(status);
  const actions =
    query.action ?? query.stack_action ?? (split !== undefined && split.actions.length > 0 ? split.actions : undefined);
  const keys = query.sort_keys?.flatMap((key) => {
    const name = Object.hasOwn(sortKeys, key) ? sortKeys[key as keyof typeof sortKeys] : undefined;
    return name === undefined ? [] : [name];
  });
  const hidden = query.show_hidden === true ? [] : HIDDEN_TAGS;
  const notTagsAny = [...(query.not_tags_any ?? []), ...hidden];
  const nestedToo = query.show_nested === true || query.owner_id !== undefined || query.parent !== undefined;
  const rest = restOf(query);
  const filter: StackFilter = {
    ...(projectId !== undefined && { projectId }),
    ...(query.id !== undefined && { ids: query.id }),
    ...(names !== undefined && { names }),
    // A status or action that does not exist finds nothing.
    ...(split !== undefined && { statuses: split.statuses as NonNullable<StackFilter["statuses"]> }),
    ...(actions !== undefined && { actions: actions as NonNullable<StackFilter["actions"]> }),
    ...(query.tags !== undefined && { tags: query.tags }),
    ...(query.tags_any !== undefined && { tagsAny: query.tags_any }),
    ...(query.not_tags !== undefined && { notTags: query.not_tags }),
    ...(notTagsAny.length > 0 && { notTagsAny }),
    ...(query.show_deleted === true && { showDeleted: true }),
    ...(nestedToo && { showNested: true }),
    ...(keys !== undefined && keys.length > 0 && { sortKeys: keys }),
    ...(query.sort_dir !== undefined && { descending: query.sort_dir === "desc" }),
    ...(query.marker !== undefined && { marker: query.marker }),
    ...(query.limit !== undefined && rest === undefined && { limit: query.limit }),
  };
  return rest === undefined ? { filter } : { filter, rest };
}

/** The filter without its page. */
export function unpaged(filter: StackFilter): StackFilter {
  const { marker: _marker, limit: _limit, ...whole } = filter;
  return whole;
}
