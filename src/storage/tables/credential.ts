import type { Database } from "../database.ts";
import { toStoredJson, toStoredText } from "../json-text.ts";
import type { CredentialRow } from "../rows.ts";
import { readRows, selectList, upsertSql } from "../table.ts";
import type { Columns } from "../table.ts";

const columns: Columns<CredentialRow> = {
  id: "text",
  kind: "text",
  userId: "text",
  projectId: "text",
  trustId: "text",
};
const list = selectList(columns, "credential");
const upsert = upsertSql("credential", columns, ["id"]);

/** Stores a credential. */
export async function putCredential(database: Database, row: CredentialRow): Promise<void> {
  await database.query(upsert, [toStoredJson([row])]);
}

/** The credential of an id. */
export async function readCredential(database: Database, id: string): Promise<CredentialRow | undefined> {
  const rows = await readRows<CredentialRow>(database, `select ${list} from credential where id = $1`, [
    toStoredText(id),
  ]);
  return rows[0];
}

/** A credential of this kind, of that user in that project. */
export async function readCredentialOf(
  database: Database,
  { kind, userId, projectId }: Pick<CredentialRow, "kind" | "userId" | "projectId">,
): Promise<CredentialRow | undefined> {
  const sql = `select ${list} from credential where kind = $1 and user_id = $2 and project_id = $3 order by id limit 1`;
  const rows = await readRows<CredentialRow>(database, sql, [kind, toStoredText(userId), toStoredText(projectId)]);
  return rows[0];
}
