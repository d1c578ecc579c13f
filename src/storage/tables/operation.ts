import type { Statement } from "../database.ts";
import { toStoredJson } from "../json-text.ts";
import type { OperationRow } from "../rows.ts";
import { selectList, upsertSql } from "../table.ts";
import type { Columns } from "../table.ts";

const columns: Columns<OperationRow> = {
  stackId: "text",
  rootId: "text",
  number: "integer",
  action: "text",
  definition: "text",
  requestId: "text",
  at: "bigint",
  deadline: "bigint",
  abandons: "boolean",
};
const upsert = upsertSql("operation", columns, ["stackId", "number"]);

/** Stores operations that have not ended. */
export function upsertOperations(rows: readonly OperationRow[]): Statement {
  return { sql: upsert, params: [toStoredJson(rows)] };
}

/** Removes operations that have ended. */
export function endOperations(ended: readonly { readonly stackId: string; readonly number: number }[]): Statement {
  return {
    sql: `delete from operation using json_to_recordset($1::json) as given("stackId" text, number integer)
      where operation.stack_id = given."stackId" and operation.number = given.number`,
    params: [toStoredJson(ended)],
  };
}

/** The operations of a tree, oldest first. */
export function selectOperationsOfTree(): string {
  return `select ${selectList(columns, "operation")} from operation where root_id = $1 order by place`;
}
