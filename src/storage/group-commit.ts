import { RowsMissing, StatementFailed } from "./database.ts";
import type { Database } from "./database.ts";
import { foldWrites } from "./fold-writes.ts";
import type { OwnedWrites } from "./fold-writes.ts";
import { Fenced } from "./writes.ts";
import type { Ownership, Write } from "./writes.ts";

/** Gathers the writes of a process into few transactions. */
export interface GroupCommit {
  /** Resolves when the writes are durable, all of them; rejects (`Fenced`, `StatementFailed`, …) when none is. */
  submit(owned: Ownership, writes: readonly Write[]): Promise<void>;
  /** Resolves when nothing is pending. */
  settled(): Promise<void>;
}

interface Submission extends OwnedWrites {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Deadlock or failed serialization: nobody's fault, worth another try. */
const CONFLICTS = new Set(["40001", "40P01"]);
const CONFLICT_ATTEMPTS = 3;
const FENCE_INDEX = 0;

function keyOf({ rootId, epoch }: Ownership): string {
  return `${rootId}/${epoch}`;
}

// Rejects the submissions of who lost its tree; gives the others.
function withoutFenced(submissions: readonly Submission[], held: RowsMissing["rows"]): Submission[] {
  const kept = new Set(held.map((row) => `${String(row["root_id"])}/${String(row["epoch"])}`));
  return submissions.filter((submission) => {
    const isKept = kept.has(keyOf(submission.owned));
    if (!isKept) submission.reject(new Fenced(submission.owned.rootId));
    return isKept;
  });
}

async function commit(database: Database, submissions: readonly Submission[], attempt = 1): Promise<void> {
  if (submissions.length === 0) return;
  try {
    await database.batch(foldWrites(submissions));
  } catch (error) {
    if (error instanceof RowsMissing && error.index === FENCE_INDEX)
      return commit(database, withoutFenced(submissions, error.rows));
    if (error instanceof StatementFailed && CONFLICTS.has(error.sqlState) && attempt < CONFLICT_ATTEMPTS) {
      return commit(database, submissions, attempt + 1);
    }
    // Only what the database refused is tried again in halves: after a broken connection the commit may have happened.
    if (error instanceof StatementFailed && submissions.length > 1) {
      const middle = submissions.length >> 1;
      await commit(database, submissions.slice(0, middle));
      return commit(database, submissions.slice(middle));
    }
    for (const submission of submissions) submission.reject(error);
    return;
  }
  for (const submission of submissions) submission.resolve();
}

/**
 * A group commit on a database: one transaction at a time, with all that was submitted while the one
 * before ran, up to `maxRows` writes (a larger submission goes alone: it must stay whole).
 */
export function createGroupCommit({ database, maxRows = 500 }: { database: Database; maxRows?: number }): GroupCommit {
  let pending: Submission[] = [];
  let running: Promise<void> | undefined;

  const takeBatch = (): Submission[] => {
    let rows = 0;
    let count = 0;
    for (const { writes } of pending) {
      rows += writes.length;
      if (count > 0 && rows > maxRows) break;
      count += 1;
    }
    const batch = pending.slice(0, count);
    pending = pending.slice(count);
    return batch;
  };
  const run = async (): Promise<void> => {
    // A turn later, so that all that is submitted in this one goes together.
    await Promise.resolve();
    while (pending.length > 0) await commit(database, takeBatch());
    running = undefined;
  };
  return {
    submit: (owned, writes) =>
      new Promise((resolve, reject) => {
        pending.push({ owned, writes, resolve, reject });
        running ??= run();
      }),
    settled: async () => {
      await running;
    },
  };
}
