/** The journals that one contract holds equal. For tests only. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect } from "vitest";
import type { Clock } from "#lib/ports.ts";
import type { Database } from "#storage/database.ts";
import { openEmbeddedDatabase, openServerDatabase } from "#storage/open-database.ts";
import type { Journal, Ownership } from "./journal.ts";
import { createMemoryJournal } from "./memory-journal.ts";
import { createMemoryState } from "./memory-state.ts";
import { createPostgresJournal } from "./postgres-journal.ts";
import { installedPostgres, startPostgres } from "./temporary-postgres.ts";
import { creation } from "./contract-rows.ts";
import type { StackRow } from "#storage/rows.ts";

// No timer is waited for: leases end by `heartbeat(id, 0)`.
const clock: Clock = {
  now: () => 1_000_000,
  after: () => ({ cancel: () => undefined }),
  soon: (fire) => queueMicrotask(fire),
};

/** Long enough for any test, ms. */
export const LEASE_MS = 60_000;

interface Place {
  /** An empty store, as two processes see it. */
  reset(): Promise<[Journal, Journal]>;
  close(): Promise<void>;
}

function onDatabases(databases: readonly Database[], close: () => Promise<void>): Place {
  const tables = "stack, resource, event, operation, signal, tree, engine, content, credential";
  const [one, two = one] = databases;
  return {
    async reset() {
      if (one === undefined || two === undefined) throw new TypeError("no database");
      await one.query(`truncate ${tables}`);
      return [createPostgresJournal({ database: one }), createPostgresJournal({ database: two })];
    },
    close,
  };
}

const programs = installedPostgres();
const places: { name: string; skip?: boolean; open: () => Promise<Place> }[] = [
  {
    name: "in memory",
    open: async () => ({
      async reset() {
        const state = createMemoryState();
        return [createMemoryJournal({ clock, state }), createMemoryJournal({ clock, state })];
      },
      close: async () => undefined,
    }),
  },
  {
    name: "on the embedded database",
    open: async () => {
      const directory = mkdtempSync(join(tmpdir(), "calor-journal-"));
      const database = await openEmbeddedDatabase({ directory, pid: process.pid });
      return onDatabases([database], async () => {
        await database.close();
        rmSync(directory, { recursive: true });
      });
    },
  },
  {
    name: programs === undefined ? "on PostgreSQL (none under /usr/lib/postgresql)" : "on PostgreSQL",
    skip: programs === undefined,
    open: async () => {
      const server = startPostgres(programs ?? "");
      const databases = await Promise.all([
        openServerDatabase({ url: server.url }, clock),
        openServerDatabase({ url: server.url }, clock),
      ]);
      return onDatabases(databases, async () => {
        for (const database of databases) await database.close();
        server.stop();
      });
    },
  },
];

/** The journals of a test: an empty store, as two processes see it. */
export interface Journals {
  journal: Journal;
  other: Journal;
  /** Claims the one tree that has work. */
  own(id: string, engine?: string, by?: Journal): Promise<Ownership>;
  /** Creates a root stack and claims it. */
  create(id: string, more?: Partial<StackRow>): Promise<Ownership>;
}

async function own(by: Journal, engine: string, id: string): Promise<Ownership> {
  await by.heartbeat(engine, LEASE_MS);
  const [owned] = await by.claim(engine, 1);
  if (owned?.rootId !== id) throw new TypeError(`claimed ${String(owned?.rootId)} instead of ${id}`);
  return owned;
}

/** Runs the tests on every journal there is, each test on an empty one. */
export function describeEveryJournal(tests: (journals: Journals) => void): void {
  for (const { name, skip = false, open } of places) {
    describe.skipIf(skip)(`the journal ${name}`, () => {
      let place: Place;
      const journals: Partial<Journals> & Pick<Journals, "own" | "create"> = {
        own: (id, engine = "e1", by = (journals as Journals).journal) => own(by, engine, id),
        async create(id, more = {}) {
          expect(await journals.journal?.command(creation(id, more))).toBe("committed");
          return journals.own(id);
        },
      };
      beforeAll(async () => {
        place = await open();
      });
      beforeEach(async () => {
        const [journal, other] = await place.reset();
        Object.assign(journals, { journal, other });
        return async () => {
          await journal.close();
          await other.close();
        };
      });
      afterAll(() => place.close());
      tests(journals as Journals);
    });
  }
}
