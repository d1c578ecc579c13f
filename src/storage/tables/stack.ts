import type { Database, Statement } from "../database.ts";
import type { StackFilter } from "../filters.ts";
import { toStoredJson, toStoredText } from "../json-text.ts";
import type { StackRow } from "../rows.ts";
import { columnName, insertSql, readRows, recordset, selectList, upsertSql } from "../table.ts";
import type { Columns } from "../table.ts";
import type { StackState } from "../writes.ts";

const columns: Columns<StackRow> = {
  id: "text",
  rootId: "text",
  ownerId: "text",
  ownerResourceId: "text",
  nestedDepth: "integer",
  projectId: "text",
  userId: "text",
  userName: "text",
  credentialId: "text",
  name: "text",
  action: "text",
  status: "text",
  reason: "text",
  operation: "integer",
  definition: "text",
  previousDefinition: "text",
  disableRollback: "boolean",
  timeoutMinutes: "integer",
  tags: "jsonb",
  description: "text",
  createdAt: "bigint",
  updatedAt: "bigint",
  deletedAt: "bigint",
};
const list = selectList(columns, "stack");
const insertOne = insertSql("stack", columns);
const upsert = upsertSql("stack", columns, ["id"]);

const state: Columns<StackState> = {
  operation: "integer",
  action: "text",
  status: "text",
  reason: "text",
  previousDefinition: "text",
  definition: "text",
  updatedAt: "bigint",
  deletedAt: "bigint",
  description: "text",
};
const stateSets = Object.entries(state).map(
  ([field, type]) =>
    `${columnName(field)} = case when given.set ? '${field}' then (given.set->>'${field}')::${type} else stack.${columnName(field)} end`,
);
const setStates = `update stack set ${stateSets.join(", ")}
  from json_to_recordset($1::json) as given(id text, operation integer, set jsonb)
  where stack.id = given.id and stack.operation = given.operation`;

/** The unique index that lets a project have one live root stack of a name. */
export const LIVE_ROOT_NAME = "stack_live_root_name";

/** Inserts a stack; a taken name breaks `LIVE_ROOT_NAME`. */
export function insertStack(row: StackRow): Statement {
  return { sql: insertOne, params: [toStoredJson([row])] };
}

/** Inserts or replaces stacks. */
export function upsertStacks(rows: readonly StackRow[]): Statement {
  return { sql: upsert, params: [toStoredJson(rows)] };
}

/** A change of a stack's state, if its newest operation is still that one. */
export interface StateChange {
  readonly id: string;
  readonly operation: number;
  readonly set: StackState;
}

/** Changes the states of stacks. */
export function setStackStates(changes: readonly StateChange[]): Statement {
  return { sql: setStates, params: [toStoredJson(changes)] };
}

/** Which state a stack must be in for a change: its newest operation, and the status where that counts. */
export interface KnownState {
  readonly id: string;
  readonly operation: number;
  readonly status?: StackRow["status"];
}

/** Changes a live stack that is as it is known; no row, when it is not any more. */
export function changeStack({ id, operation, status }: KnownState, set: Partial<StackRow>): Statement {
  const fields = Object.keys(set).filter((field): field is keyof StackRow => field in columns);
  const given = Object.fromEntries(fields.map((field) => [field, columns[field]])) as Partial<Columns<StackRow>>;
  const sets = fields.map((field) => `${columnName(field)} = given."${field}"`);
  return {
    sql: `update stack set ${sets.join(", ")} from ${recordset(given, "given")}
      where stack.id = $2 and stack.operation = $3 and stack.deleted_at is null
        and ($4::text is null or stack.status = $4) returning stack.id`,
    params: [toStoredJson([set]), id, operation, status ?? null],
    atLeastRows: 1,
  };
}

/** The stack of an id, deleted or not. */
export async function readStack(database: Database, id: string): Promise<StackRow | undefined> {
  const rows = await readRows<StackRow>(database, `select ${list} from stack where id = $1`, [toStoredText(id)]);
  return rows[0];
}

/** The live stack of a name, a root one rather than a nested one. */
export async function readStackNamed(
  database: Database,
  projectId: string,
  name: string,
): Promise<StackRow | undefined> {
  const sql = `select ${list} from stack where project_id = $1 and name = $2 and deleted_at is null
    order by owner_id is not null, created_at desc, id desc limit 1`;
  const rows = await readRows<StackRow>(database, sql, [toStoredText(projectId), toStoredText(name)]);
  return rows[0];
}

/** The live stacks of a tree, and those of its operations. */
export function selectStacksOfTree(): string {
  return `select ${list} from stack where root_id = $1 and (deleted_at is null or id in (select stack_id from operation where root_id = $1))`;
}

/** The stacks of a tree that have operations. */
export function selectWorkingStacks(): string {
  return `select ${list} from stack where id in (select stack_id from operation where root_id = $1)`;
}

type Params = (string | number | null)[];

function conditions(filter: StackFilter, params: Params): string[] {
  const found: string[] = [];
  const add = (given: string | readonly string[] | undefined | null, sql: (place: string) => string): void => {
    if (given === undefined || given === null) return;
    params.push(typeof given === "string" ? toStoredText(given) : toStoredJson(given));
    found.push(sql(`$${params.length}`));
  };
  const texts = (place: string): string => `(select array_agg(value) from json_array_elements_text(${place}::json))`;
  const some = (place: string): string => `coalesce(stack.tags ?| ${texts(place)}, false)`;
  const every = (place: string): string => `coalesce(stack.tags ?& ${texts(place)}, true)`;
  add(filter.projectId, (place) => `stack.project_id = ${place}`);
  add(filter.ownerId, (place) => `stack.owner_id = ${place}`);
  if (filter.ownerId === null || (filter.ownerId === undefined && filter.showNested !== true))
    found.push("stack.owner_id is null");
  if (filter.showDeleted !== true) found.push("stack.deleted_at is null");
  add(filter.ids, (place) => `stack.id in (select json_array_elements_text(${place}::json))`);
  add(filter.names, (place) => `stack.name in (select json_array_elements_text(${place}::json))`);
  add(filter.statuses, (place) => `stack.status in (select json_array_elements_text(${place}::json))`);
  add(filter.actions, (place) => `stack.action in (select json_array_elements_text(${place}::json))`);
  add(filter.tags, every);
  add(filter.tagsAny, some);
  add(filter.notTags, (place) => `not ${every(place)}`);
  add(filter.notTagsAny, (place) => `not ${some(place)}`);
  return found.length === 0 ? ["true"] : found;
}

const SORT_SQL = {
  name: "name",
  status: `status collate "C"`,
  createdAt: "created_at",
  updatedAt: "coalesce(updated_at, 0)",
} as const;

/** A page of the stacks that the filter lets through. */
export async function listStacks(database: Database, filter: StackFilter): Promise<readonly StackRow[]> {
  const params: Params = [];
  const where = conditions(filter, params);
  const named = filter.sortKeys !== undefined && filter.sortKeys.length > 0;
  const keys = [...(named ? (filter.sortKeys ?? []) : (["createdAt"] as const)).map((key) => SORT_SQL[key]), "id"];
  const descending = filter.descending ?? !named;
  if (filter.marker !== undefined) {
    params.push(toStoredText(filter.marker));
    const marker = `$${params.length}`;
    where.push(`(not exists (select from stack as marker where marker.id = ${marker})
      or (${keys.join(", ")}) ${descending ? "<" : ">"} (select ${keys.join(", ")} from stack as marker where marker.id = ${marker}))`);
  }
  const order = keys.map((key) => `${key} ${descending ? "desc" : "asc"}`).join(", ");
  let sql = `select ${list} from stack where ${where.join(" and ")} order by ${order}`;
  if (filter.limit !== undefined) {
    params.push(filter.limit);
    sql += ` limit $${params.length}`;
  }
  return readRows<StackRow>(database, sql, params);
}

/** How many stacks the filter lets through, its page left aside. */
export async function countStacks(database: Database, filter: StackFilter): Promise<number> {
  const params: Params = [];
  const sql = `select count(*)::integer as count from stack where ${conditions(filter, params).join(" and ")}`;
  const rows = await readRows<{ count: number }>(database, sql, params);
  return rows[0]?.count ?? 0;
}
