import type { Database, Statement } from "../database.ts";
import type { EventFilter } from "../filters.ts";
import { toStoredJson, toStoredText } from "../json-text.ts";
import type { EventRow, PlacedEvent } from "../rows.ts";
import { columnName, readRows, recordset, selectList } from "../table.ts";
import type { Columns } from "../table.ts";

const columns: Columns<EventRow> = {
  id: "text",
  stackId: "text",
  rootId: "text",
  resourceName: "text",
  resourceType: "text",
  physicalId: "text",
  action: "text",
  status: "text",
  reason: "text",
  properties: "json",
  at: "bigint",
};
const list = selectList(columns, "event");

/** An event, and the operation on whose behalf it is told; null: whatever the stack's newest is. */
export interface OwnedEvent extends EventRow {
  readonly operation: number | null;
}

const given = recordset<OwnedEvent>({ ...columns, operation: "integer" }, "given");
const fields = Object.keys(columns);
const insert = `insert into event (${fields.map(columnName).join(", ")})
  select ${fields.map((field) => `given."${field}"`).join(", ")} from ${given}
  where given.operation is null
    or not exists (select from stack where stack.id = given."stackId" and stack.operation > given.operation)`;

/** Appends events, in this order; those of an operation that a newer one has overtaken are left out. */
export function insertEvents(rows: readonly OwnedEvent[]): Statement {
  return { sql: insert, params: [toStoredJson(rows)] };
}

/** A page of the events that the filter lets through, in the order in which they happened or the reverse. */
export function listEvents(database: Database, filter: EventFilter): Promise<readonly EventRow[]> {
  const params: (string | number)[] = [toStoredJson(filter.stackIds)];
  const ofStacks = "stack_id in (select json_array_elements_text($1::json))";
  const where = [ofStacks];
  if (filter.resourceName !== undefined) {
    params.push(toStoredText(filter.resourceName));
    where.push(`resource_name = $${params.length}`);
  }
  if (filter.marker !== undefined) {
    params.push(toStoredText(filter.marker));
    const marker = `(select place from event where ${ofStacks} and id = $${params.length} limit 1)`;
    where.push(`(${marker} is null or place ${filter.descending === true ? "<" : ">"} ${marker})`);
  }
  let sql = `select ${list} from event where ${where.join(" and ")} order by place ${filter.descending === true ? "desc" : "asc"}`;
  if (filter.limit !== undefined) {
    params.push(filter.limit);
    sql += ` limit $${params.length}`;
  }
  return readRows<EventRow>(database, sql, params);
}

/** An event of a stack. */
export async function readEvent(database: Database, stackId: string, id: string): Promise<EventRow | undefined> {
  const sql = `select ${list} from event where stack_id = $1 and id = $2 limit 1`;
  const rows = await readRows<EventRow>(database, sql, [toStoredText(stackId), toStoredText(id)]);
  return rows[0];
}

// Whoever writes into a tree holds its row until it has committed, so that places of one tree become visible in order.
const OF_TREE = "stack_id in (select id from stack where root_id = $1)";

/** At most `limit` events of a whole tree that come after a place, in order. */
export function listTreeEvents(
  database: Database,
  [rootId, after, limit]: readonly [string, number, number],
): Promise<readonly PlacedEvent[]> {
  const sql = `select place, ${list} from event where ${OF_TREE} and place > $2 order by place limit $3`;
  return readRows<PlacedEvent>(database, sql, [toStoredText(rootId), after, limit]);
}

/** The place of one event of a tree, or of its newest; 0 when there is none. */
export async function placeOfEvent(database: Database, rootId: string, id: string | undefined): Promise<number> {
  const [params, isIt] = id === undefined ? [[], ""] : [[toStoredText(id)], " and id = $2"];
  const sql = `select coalesce(max(place), 0) as place from event where ${OF_TREE}${isIt}`;
  const [row] = await readRows<{ place: number }>(database, sql, [toStoredText(rootId), ...params]);
  return row?.place ?? 0;
}
