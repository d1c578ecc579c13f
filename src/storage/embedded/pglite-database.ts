import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { DatabaseUnavailable, RowsMissing, StatementFailed } from "../database.ts";
import type { Database, RawRow, Statement } from "../database.ts";
import { lockDirectory } from "./directory-lock.ts";
import type { DirectoryLock } from "./directory-lock.ts";
import type { ThreadAnswer, ThreadFault, ThreadRequest, ThreadSettings } from "./protocol.ts";

interface Waiting {
  readonly resolve: (rows: readonly (readonly RawRow[])[]) => void;
  readonly reject: (error: Error) => void;
}

function errorOf(fault: ThreadFault): Error {
  if (fault.kind === "statement") return new StatementFailed(fault.message, fault);
  if (fault.kind === "rows") return new RowsMissing(fault.index, fault.rows);
  return new DatabaseUnavailable(`the embedded database failed: ${fault.message}`);
}

/** The embedded database's thread, as a function from batch to rows. */
class Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, Set<(payload: string) => void>>();
  #lastId = 0;
  #failure: Error | undefined;
  readonly opened: Promise<unknown>;

  constructor(settings: ThreadSettings) {
    this.opened = new Promise((resolve, reject) => this.#waiting.set(0, { resolve, reject }));
    this.#worker = new Worker(new URL("./thread.ts", import.meta.url), { workerData: settings, execArgv: [] });
    this.#worker.on("message", (answer: ThreadAnswer) => this.#settle(answer));
    this.#worker.on("error", (error) => this.#fail(`the embedded database's thread failed: ${String(error)}`));
    this.#worker.on("exit", () => this.#fail("the embedded database is closed"));
  }

  ask(statements: ThreadRequest["statements"]): Promise<readonly (readonly RawRow[])[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, statements } satisfies ThreadRequest);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Hears a channel; returns how to stop. */
  async listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>> {
    const own = (payload: string): void => hear(payload);
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(own));
    await this.ask([{ sql: `listen ${channel}` }]);
    return async () => {
      listeners.delete(own);
    };
  }

  #settle({ id, rows, fault, heard }: ThreadAnswer): void {
    if (heard !== undefined) for (const listener of this.#listeners.get(heard.channel) ?? []) listener(heard.payload);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (fault === undefined) waiting?.resolve(rows ?? []);
    else waiting?.reject(errorOf(fault));
  }

  #fail(message: string): void {
    this.#failure ??= new DatabaseUnavailable(message, { mayHaveCommitted: true });
    for (const waiting of this.#waiting.values()) waiting.reject(this.#failure);
    this.#waiting.clear();
  }
}

/**
 * Opens the embedded database (PGlite, in a thread of its own). `directory` undefined: in memory.
 * The directory is ours alone while it is open (`DirectoryInUse`). Commits survive the death of the
 * process, but not of the machine: PGlite does not fsync.
 */
export async function openPgliteDatabase({ directory, pid }: { directory?: string; pid: number }): Promise<Database> {
  let lock: DirectoryLock | undefined;
  if (directory !== undefined) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    lock = lockDirectory(directory, pid);
  }
  const thread = new Thread({
    dataDirectory: directory === undefined ? "" : join(directory, "database"),
    imageFile: fileURLToPath(new URL("./empty-database.tar.zst", import.meta.url)),
  });
  try {
    await thread.opened;
  } catch (error) {
    await thread.end();
    lock?.release();
    throw error;
  }
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    try {
      await thread.ask("close");
    } finally {
      await thread.end();
      lock?.release();
    }
  };
  return {
    async query(sql: string, params: Statement["params"] = []) {
      const [rows] = await thread.ask([{ sql, params }]);
      return rows ?? [];
    },
    batch: (statements) => thread.ask(statements),
    listen: (channel, hear) => thread.listen(channel, hear),
    close: () => (closing ??= close()),
  };
}
