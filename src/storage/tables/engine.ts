import type { Database } from "../database.ts";

/** Says that an engine lives, for `leaseMs` from now by the database's clock; forgets engines dead for an hour. */
export async function extendLease(database: Database, engineId: string, leaseMs: number): Promise<void> {
  await database.batch([
    {
      sql: `insert into engine (id, lease_until) values ($1, clock_timestamp() + $2::integer * interval '1 millisecond')
        on conflict (id) do update set lease_until = excluded.lease_until`,
      params: [engineId, Math.floor(leaseMs)],
    },
    { sql: "delete from engine where lease_until < clock_timestamp() - interval '1 hour'" },
  ]);
}

/** Forgets all engines: when this process has the database for itself, none of them lives. */
export async function forgetEngines(database: Database): Promise<void> {
  await database.query("delete from engine");
}
