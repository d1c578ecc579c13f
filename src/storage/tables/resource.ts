import type { Database, Statement } from "../database.ts";
import { toStoredJson, toStoredText } from "../json-text.ts";
import type { ResourceRow } from "../rows.ts";
import { readRows, selectList, upsertSql } from "../table.ts";
import type { Columns } from "../table.ts";

const columns: Columns<ResourceRow> = {
  id: "text",
  stackId: "text",
  rootId: "text",
  name: "text",
  type: "text",
  action: "text",
  status: "text",
  reason: "text",
  physicalId: "text",
  properties: "json",
  metadata: "json",
  requires: "json",
  deletionPolicy: "text",
  attributes: "json",
  reference: "json",
  data: "json",
  replaces: "text",
  replacedBy: "text",
  progress: "json",
  intent: "json",
  operation: "integer",
  createdAt: "bigint",
  updatedAt: "bigint",
};
const list = selectList(columns, "resource");
const order = "order by name, created_at desc, id desc";
const upsert = upsertSql("resource", columns, ["id"]);

/** Inserts or replaces resources. */
export function upsertResources(rows: readonly ResourceRow[]): Statement {
  return { sql: upsert, params: [toStoredJson(rows)] };
}

/** Removes resources by id. */
export function removeResources(ids: readonly string[]): Statement {
  return {
    sql: "delete from resource where id in (select json_array_elements_text($1::json))",
    params: [toStoredJson(ids)],
  };
}

/** Removes the resources of those of the given stacks that are deleted. */
export function removeResourcesOfDeleted(stackIds: readonly string[]): Statement {
  return {
    sql: `delete from resource using stack where stack.id = resource.stack_id and stack.deleted_at is not null
      and resource.stack_id in (select json_array_elements_text($1::json))`,
    params: [toStoredJson(stackIds)],
  };
}

/** The resources of a tree. */
export function selectResourcesOfTree(): string {
  return `select ${list} from resource where root_id = $1 ${order}`;
}

/** The resources of stacks, by name, then newest first. */
export function readResources(database: Database, stackIds: readonly string[]): Promise<readonly ResourceRow[]> {
  const sql = `select ${list} from resource where stack_id in (select json_array_elements_text($1::json)) ${order}`;
  return readRows<ResourceRow>(database, sql, [toStoredJson(stackIds)]);
}

/** How many resources a tree has. */
export async function countResources(database: Database, rootId: string): Promise<number> {
  const sql = "select count(*)::integer as count from resource where root_id = $1";
  const rows = await readRows<{ count: number }>(database, sql, [toStoredText(rootId)]);
  return rows[0]?.count ?? 0;
}
