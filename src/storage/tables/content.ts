import type { Database, Statement } from "../database.ts";
import { toStoredJson, toStoredText } from "../json-text.ts";
import { readRows } from "../table.ts";

/** Stores texts by their hashes; those stored already are left. Sorted, so that two writers never wait in a ring. */
export function insertContents(contents: ReadonlyMap<string, string>): Statement {
  const rows = [...contents].map(([hash, text]) => ({ hash, text })).sort((a, b) => (a.hash < b.hash ? -1 : 1));
  return {
    sql: `insert into content (hash, text) select hash, text from json_to_recordset($1::json) as given(hash text, text text)
      on conflict (hash) do nothing`,
    params: [toStoredJson(rows)],
  };
}

/** The text of a hash. */
export async function readContent(database: Database, hash: string): Promise<string | undefined> {
  const rows = await readRows<{ text: string }>(database, "select text from content where hash = $1", [
    toStoredText(hash),
  ]);
  return rows[0]?.text;
}
