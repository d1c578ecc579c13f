import type { Clock } from "#lib/ports.ts";
import type { Database } from "./database.ts";
import { openPgliteDatabase } from "./embedded/pglite-database.ts";
import { migrate } from "./migrate.ts";
import { openPostgresDatabase } from "./postgres-database.ts";
import type { PostgresSettings } from "./postgres-database.ts";
import { forgetEngines } from "./tables/engine.ts";

async function migrated(database: Database, prepare?: (database: Database) => Promise<void>): Promise<Database> {
  try {
    await migrate(database);
    await prepare?.(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * Opens the embedded database under a directory (undefined: in memory), with the newest schema.
 * Engines of the process that had it before are forgotten: what they owned is free at once.
 */
export async function openEmbeddedDatabase(settings: { directory?: string; pid: number }): Promise<Database> {
  return migrated(await openPgliteDatabase(settings), forgetEngines);
}

/** Opens a PostgreSQL, with the newest schema. The clock serves to connect again after a break. */
export async function openServerDatabase(settings: PostgresSettings, clock: Clock): Promise<Database> {
  return migrated(await openPostgresDatabase(settings, clock));
}
