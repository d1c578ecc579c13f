import pg from "pg";
import type { Clock } from "#lib/ports.ts";
import { DatabaseUnavailable, RowsMissing, StatementFailed } from "./database.ts";
import type { Database, RawRow, Statement } from "./database.ts";

const RECONNECT_MS = 1000;
const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 60_000;

/** Where a PostgreSQL is, and how many connections this process may have. */
export interface PostgresSettings {
  /** `postgresql://user:password@host:port/database`. */
  readonly url: string;
  readonly connections?: number;
}

// Without user and password: it is shown in errors.
function placeOf(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  return `${searchParams.get("host") ?? (hostname || "localhost")}:${port || "5432"}${pathname}`;
}

// Classes 08 (connection), 53 (out of resources), 57P (shut down): the statement is not to blame.
function isStatementFault(error: unknown): error is pg.DatabaseError & { code: string } {
  return error instanceof pg.DatabaseError && typeof error.code === "string" && !/^(?:08|53|57P)/u.test(error.code);
}

async function run(client: pg.PoolClient, statement: Statement, index: number): Promise<readonly RawRow[]> {
  try {
    const result =
      statement.params === undefined
        ? await client.query<RawRow>(statement.sql)
        : await client.query<RawRow>(statement.sql, [...statement.params]);
    return result.rows ?? [];
  } catch (error) {
    if (!isStatementFault(error)) throw error;
    throw new StatementFailed(error.message, { sqlState: error.code, index, constraint: error.constraint });
  }
}

async function runAll(
  client: pg.PoolClient,
  statements: readonly Statement[],
): Promise<readonly (readonly RawRow[])[]> {
  const answers: (readonly RawRow[])[] = [];
  for (const [index, statement] of statements.entries()) {
    const rows = await run(client, statement, index);
    if (statement.atLeastRows !== undefined && rows.length < statement.atLeastRows) throw new RowsMissing(index, rows);
    answers.push(rows);
  }
  return answers;
}

function unavailable(url: string, error: unknown, mayHaveCommitted = false): DatabaseUnavailable {
  const why =
    error instanceof Error ? error.message || ((error as NodeJS.ErrnoException).code ?? error.name) : String(error);
  return new DatabaseUnavailable(
    `PostgreSQL at ${placeOf(url)} does not serve us (${why}); check that it runs, the address, the user and the password`,
    {
      mayHaveCommitted,
      cause: error,
    },
  );
}

async function connect(pool: pg.Pool, url: string): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw unavailable(url, error);
  }
}

async function runBatch(
  pool: pg.Pool,
  url: string,
  statements: readonly Statement[],
): Promise<readonly (readonly RawRow[])[]> {
  const client = await connect(pool, url);
  let isBroken = false;
  let isCommitting = false;
  try {
    const [only] = statements;
    if (statements.length === 1 && only?.params !== undefined && only.atLeastRows === undefined) {
      isCommitting = true;
      return await runAll(client, statements);
    }
    await client.query("begin");
    const answers = await runAll(client, statements);
    isCommitting = true;
    await client.query("commit");
    return answers;
  } catch (error) {
    if (!(error instanceof StatementFailed || error instanceof RowsMissing)) {
      isBroken = true;
      throw unavailable(url, error, isCommitting);
    }
    await client.query("rollback").catch(() => (isBroken = true));
    throw error;
  } finally {
    // A broken connection is thrown away, not given back to the pool.
    client.release(isBroken);
  }
}

/** Hears a channel on a connection of its own, which is made again when it breaks. */
function listenOn(
  settings: PostgresSettings,
  clock: Clock,
  channel: string,
  hear: (payload: string | undefined) => void,
) {
  let client: pg.Client | undefined;
  let isStopped = false;
  const again = (broken: pg.Client): void => {
    if (isStopped || client !== broken) return;
    client = undefined;
    clock.after(RECONNECT_MS, () => void open());
  };
  const open = async (): Promise<void> => {
    if (isStopped) return;
    const made = new pg.Client({
      connectionString: settings.url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      application_name: "calor listen",
    });
    client = made;
    made.on("notification", (message) => hear(message.payload ?? ""));
    made.on("error", () => again(made));
    made.on("end", () => again(made));
    try {
      await made.connect();
      await made.query(`listen ${channel}`);
      // What was said before is lost: anything may have happened.
      hear(undefined);
    } catch {
      // A notification is only a hint: without it, work is found by looking. Tried again until stopped.
      again(made);
    }
  };
  const stop = async (): Promise<void> => {
    isStopped = true;
    await client?.end();
  };
  return { opened: open(), stop };
}

/** Opens a pool of connections to a PostgreSQL; `DatabaseUnavailable` when it cannot be reached. */
export async function openPostgresDatabase(settings: PostgresSettings, clock: Clock): Promise<Database> {
  const { url, connections = 10 } = settings;
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    application_name: "calor",
  });
  // An idle connection that breaks is replaced by the pool; the next query tells if there is no server.
  pool.on("error", () => undefined);
  // One that breaks while it is ours rejects what is asked of it; without a listener it would end the process too.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const batch: Database["batch"] = (statements) => runBatch(pool, url, statements);
  try {
    await batch([{ sql: "select 1", params: [] }]);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const stops = new Set<() => Promise<void>>();
  return {
    batch,
    async query(sql, params = []) {
      const [rows] = await batch([{ sql, params }]);
      return rows ?? [];
    },
    async listen(channel, hear) {
      const { opened, stop } = listenOn(settings, clock, channel, hear);
      stops.add(stop);
      await opened;
      return stop;
    },
    async close() {
      for (const stop of stops) await stop();
      await pool.end();
    },
  };
}
