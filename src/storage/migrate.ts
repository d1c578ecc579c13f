import { readdirSync, readFileSync } from "node:fs";
import { RowsMissing, WrongDatabaseVersion } from "./database.ts";
import type { Database, Statement } from "./database.ts";

const OLDEST_SERVER = 140_000;
const LOCK: Statement = { sql: "select pg_advisory_xact_lock(hashtext('calor.schema'))", params: [] };
const folder = new URL("./migrations/", import.meta.url);

interface Migration {
  readonly version: number;
  readonly file: string;
}

function migrations(): Migration[] {
  const files = readdirSync(folder).filter((file) => /^\d{4}-.*\.sql$/u.test(file));
  return files.map((file) => ({ version: Number(file.slice(0, 4)), file })).sort((a, b) => a.version - b.version);
}

/**
 * Brings the database to the schema of this code, each migration in a transaction; several processes
 * may try at once. Throws `WrongDatabaseVersion` for a server that is too old, or a newer schema.
 */
export async function migrate(database: Database): Promise<void> {
  const [server] = await database.query(
    "select current_setting('server_version_num')::integer as version, current_setting('server_version') as name",
  );
  if (Number(server?.["version"]) < OLDEST_SERVER) {
    throw new WrongDatabaseVersion(`PostgreSQL ${String(server?.["name"])} is too old; 14 or newer is needed`);
  }
  await database.batch([
    LOCK,
    {
      sql: "create table if not exists schema_version (version integer primary key, applied_at timestamptz not null default now())",
      params: [],
    },
  ]);
  const [newest] = await database.query("select coalesce(max(version), 0) as version from schema_version");
  const at = Number(newest?.["version"]);
  const known = migrations();
  const last = known.at(-1)?.version ?? 0;
  if (at > last) {
    throw new WrongDatabaseVersion(
      `the database has schema ${at}, newer than this program's ${last}; run a newer version of the program`,
    );
  }
  for (const { version, file } of known) if (version > at) await apply(database, version, file);
}

async function apply(database: Database, version: number, file: string): Promise<void> {
  try {
    await database.batch([
      LOCK,
      {
        sql: "insert into schema_version (version) values ($1) on conflict do nothing returning version",
        params: [version],
        atLeastRows: 1,
      },
      { sql: readFileSync(new URL(file, folder), "utf8") },
    ]);
  } catch (error) {
    // Another process applied it between our look and our lock.
    if (!(error instanceof RowsMissing)) throw error;
  }
}
