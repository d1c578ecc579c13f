import type { Statement } from "../database.ts";
import { toStoredJson } from "../json-text.ts";
import type { SignalRow } from "../rows.ts";
import { insertSql, selectList } from "../table.ts";
import type { Columns } from "../table.ts";

const columns: Columns<SignalRow> = {
  id: "text",
  stackId: "text",
  rootId: "text",
  resourceName: "text",
  kind: "text",
  details: "json",
  requestId: "text",
  at: "bigint",
};
const insert = insertSql("signal", columns);

/** Stores signals for the owners of their trees. */
export function insertSignals(rows: readonly SignalRow[]): Statement {
  return { sql: insert, params: [toStoredJson(rows)] };
}

/** Removes signals that were taken note of. */
export function removeSignals(ids: readonly string[]): Statement {
  return {
    sql: "delete from signal where id in (select json_array_elements_text($1::json))",
    params: [toStoredJson(ids)],
  };
}

/** The signals of a tree, oldest first. */
export function selectSignalsOfTree(): string {
  return `select ${selectList(columns, "signal")} from signal where root_id = $1 order by place`;
}
