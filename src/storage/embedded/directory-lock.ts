import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DirectoryInUse } from "../database.ts";

const SQLITE_BUSY = 5;

/** A directory that is ours until released, or until the process ends in whatever way. */
export interface DirectoryLock {
  release(): void;
}

function holderOf(pidFile: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, "utf8"));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    // The holder may not have written it yet.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Takes an exclusive lock of a directory; throws `DirectoryInUse` when somebody has it.
 * The lock is SQLite's of an empty file, because that is the one way to the kernel's file locks that
 * Node has: they are never stale after a kill -9, and no process id that was used again misleads them.
 */
export function lockDirectory(directory: string, pid: number): DirectoryLock {
  const pidFile = join(directory, "lock.pid");
  const file = new DatabaseSync(join(directory, "lock"), { timeout: 0 });
  try {
    file.exec("pragma journal_mode = off; begin exclusive");
  } catch (error) {
    file.close();
    if ((error as { errcode?: unknown }).errcode === SQLITE_BUSY)
      throw new DirectoryInUse(directory, holderOf(pidFile));
    throw error;
  }
  writeFileSync(pidFile, String(pid), { mode: 0o600 });
  return {
    release() {
      rmSync(pidFile, { force: true });
      file.close();
    },
  };
}
