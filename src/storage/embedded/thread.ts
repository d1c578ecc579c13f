/** The thread in which the embedded database runs: its work must not hold up the engine's event loop. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { zstdDecompressSync } from "node:zlib";
import { PGlite } from "@electric-sql/pglite";
import type { Transaction } from "@electric-sql/pglite";
import { RowsMissing, StatementFailed } from "../database.ts";
import type { RawRow, Statement } from "../database.ts";
import type { ThreadAnswer, ThreadFault, ThreadRequest, ThreadSettings } from "./protocol.ts";

// One function of PostgreSQL takes V8's optimizing compiler 600 MB for a moment, soon after every start. Without that
// compiler a process peaks at 0.4 GB instead of 0.9 GB, and begins sooner; the database takes a sixth more CPU time.
for (const flag of ["--liftoff-only", "--no-wasm-tier-up", "--no-wasm-dynamic-tiering"]) setFlagsFromString(flag);

const INITIAL_MEMORY_BYTES = 128 * 1024 * 1024;

async function open({ dataDirectory, imageFile }: ThreadSettings): Promise<PGlite> {
  const settings = {
    initialMemory: INITIAL_MEMORY_BYTES,
    startParams: [...PGlite.defaultStartParams, "-c", "shared_buffers=16MB", "-c", "jit=off"],
  };
  // Unpacking an image takes a tenth of the time that initdb takes.
  const fromImage = (dataDir: string): Promise<PGlite> =>
    PGlite.create({ ...settings, dataDir, loadDataDir: new Blob([zstdDecompressSync(readFileSync(imageFile))]) });
  if (dataDirectory === "") return fromImage("memory://");
  // There while a new folder is being made: a folder beside it was left by a death half-way, and is made anew.
  const incomplete = `${dataDirectory}.incomplete`;
  if (existsSync(incomplete)) rmSync(dataDirectory, { recursive: true, force: true });
  else if (existsSync(dataDirectory)) return PGlite.create({ ...settings, dataDir: dataDirectory });
  writeFileSync(incomplete, "");
  const database = await fromImage(dataDirectory);
  rmSync(incomplete);
  return database;
}

async function run(on: PGlite | Transaction, statement: Statement, index: number): Promise<readonly RawRow[]> {
  try {
    if (statement.params === undefined) {
      const results = await on.exec(statement.sql);
      return (results.at(-1)?.rows ?? []) as RawRow[];
    }
    return (await on.query<RawRow>(statement.sql, [...statement.params])).rows;
  } catch (error) {
    const { code, message, constraint } = error as { code?: unknown; message?: unknown; constraint?: string };
    if (typeof code !== "string" || code.length !== 5) throw error;
    throw new StatementFailed(String(message), { sqlState: code, index, constraint });
  }
}

async function runBatch(database: PGlite, statements: readonly Statement[]): Promise<readonly (readonly RawRow[])[]> {
  const [only] = statements;
  if (statements.length === 1 && only !== undefined && only.atLeastRows === undefined)
    return [await run(database, only, 0)];
  return database.transaction(async (transaction) => {
    const answers: (readonly RawRow[])[] = [];
    for (const [index, statement] of statements.entries()) {
      const rows = await run(transaction, statement, index);
      if (statement.atLeastRows !== undefined && rows.length < statement.atLeastRows)
        throw new RowsMissing(index, rows);
      answers.push(rows);
    }
    return answers;
  });
}

function faultOf(error: unknown): ThreadFault {
  if (error instanceof StatementFailed) {
    const { message, sqlState, index, constraint } = error;
    return { kind: "statement", message, sqlState, index, constraint };
  }
  if (error instanceof RowsMissing) return { kind: "rows", index: error.index, rows: error.rows };
  return { kind: "broken", message: error instanceof Error ? error.message : String(error) };
}

function answer(message: ThreadAnswer): void {
  parentPort?.postMessage(message);
}

async function serve(request: ThreadRequest, database: PGlite): Promise<void> {
  try {
    if (request.statements === "close") {
      await database.close();
      answer({ id: request.id, rows: [] });
      parentPort?.close();
      return;
    }
    answer({ id: request.id, rows: await runBatch(database, request.statements) });
  } catch (error) {
    answer({ id: request.id, fault: faultOf(error) });
  }
}

async function start(): Promise<void> {
  try {
    const database = await open(workerData as ThreadSettings);
    database.onNotification((channel, payload) => answer({ id: -1, heard: { channel, payload } }));
    let last: Promise<void> = Promise.resolve();
    parentPort?.on("message", (request: ThreadRequest) => {
      last = last.then(() => serve(request, database));
    });
    answer({ id: 0, rows: [] });
  } catch (error) {
    answer({ id: 0, fault: faultOf(error) });
  }
}

await start();
