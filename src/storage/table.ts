import type { Database, Statement } from "./database.ts";
import { fromStoredJson } from "./json-text.ts";

/** The SQL types that columns have. */
export type ColumnType = "text" | "integer" | "bigint" | "boolean" | "json" | "jsonb";

/** A table's columns, by the name that the field has in the row's type. */
export type Columns<Row> = { readonly [Field in keyof Required<Row>]: ColumnType };

/** The name of the column that holds a field. */
export function columnName(field: string): string {
  return field.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}

/** The list of a table's columns for `select`, each named as its field. */
export function selectList<Row>(columns: Columns<Row>, alias: string): string {
  return Object.keys(columns)
    .map((field) => `${alias}.${columnName(field)} as "${field}"`)
    .join(", ");
}

/** `from` item that turns the JSON array of parameter `$1` into rows with these fields. */
export function recordset<Row>(columns: Partial<Columns<Row>>, alias: string): string {
  const fields = Object.entries(columns).map(([field, type]) => `"${field}" ${String(type)}`);
  return `json_to_recordset($1::json) as ${alias}(${fields.join(", ")})`;
}

/** An insert of the rows of the JSON array `$1`; `onConflict` is all that follows. */
export function insertSql<Row>(table: string, columns: Columns<Row>, onConflict = ""): string {
  const fields = Object.keys(columns);
  return `insert into ${table} (${fields.map(columnName).join(", ")})
    select ${fields.map((field) => `given."${field}"`).join(", ")} from ${recordset(columns, "given")} ${onConflict}`;
}

/** The same, replacing rows with the same key. */
export function upsertSql<Row>(table: string, columns: Columns<Row>, key: readonly string[]): string {
  const changed = Object.keys(columns).filter((field) => !key.includes(field));
  const sets = changed.map((field) => `${columnName(field)} = excluded.${columnName(field)}`);
  return insertSql(table, columns, `on conflict (${key.map(columnName).join(", ")}) do update set ${sets.join(", ")}`);
}

/** A statement that gives its rows as one JSON text, which is what `rowsOf` reads. */
export function readStatement(sql: string, params: Statement["params"] = []): Statement {
  return { sql: `select coalesce(json_agg(row_to_json(found)), '[]')::text as rows from (${sql}) as found`, params };
}

/** The rows of a `readStatement`'s answer. */
export function rowsOf<Row>(answer: readonly Readonly<Record<string, unknown>>[] | undefined): readonly Row[] {
  return fromStoredJson(String(answer?.[0]?.["rows"] ?? "[]")) as Row[];
}

/** Reads rows; the select list names each column as its field. */
export async function readRows<Row>(
  database: Database,
  sql: string,
  params: Statement["params"] = [],
): Promise<readonly Row[]> {
  const statement = readStatement(sql, params);
  return rowsOf<Row>(await database.query(statement.sql, statement.params));
}
