import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "#lib/ports.ts";
import { contentHash } from "#storage/content.ts";
import type { Database } from "#storage/database.ts";
import { openEmbeddedDatabase, openServerDatabase } from "#storage/open-database.ts";
import type { EventRow, OperationRow, ResourceRow, StackRow } from "#storage/rows.ts";
import { Fenced, JournalClosed } from "./journal.ts";
import type { CommandCommit, Journal, Ownership } from "./journal.ts";
import { createMemoryJournal } from "./memory-journal.ts";
import { createMemoryState } from "./memory-state.ts";
import { createPostgresJournal } from "./postgres-journal.ts";
import { installedPostgres, startPostgres } from "./temporary-postgres.ts";

const clock: Clock = {
  now: () => 1_000_000,
  after(delayMs, fire) {
    const timer = setTimeout(fire, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
  soon: (run) => void setImmediate(run),
};
const LEASE_MS = 60_000;
const nothing = new Map<string, string>();

function stackRow(id: string, more: Partial<StackRow> = {}): StackRow {
  return {
    id, rootId: id, ownerId: null, ownerResourceId: null, nestedDepth: 0, projectId: "p1", userId: "u1", userName: "ann",
    credentialId: "c1", name: id, action: "CREATE", status: "IN_PROGRESS", reason: "", operation: 1, definition: "d1",
    previousDefinition: null, disableRollback: true, timeoutMinutes: 0, tags: [], description: "", createdAt: 10,
    updatedAt: null, deletedAt: null, ...more,
  };
}

function resourceRow(id: string, stackId: string, more: Partial<ResourceRow> = {}): ResourceRow {
  return {
    id, stackId, rootId: stackId, name: id, type: "OS::Heat::TestResource", action: "CREATE", status: "IN_PROGRESS", reason: "",
    physicalId: null, properties: { z: 1, a: [true, null, 1.5], m: { "é": "雪🌨" } }, metadata: {}, requires: ["x"], deletionPolicy: "Delete",
    attributes: {}, reference: null, data: {}, replaces: null, replacedBy: null,
    progress: { steps: ["create"], at: 0, started: true, startedAt: 5, attempt: 1, before: null },
    intent: { step: "create", marker: "m", at: 5, known: [] }, operation: 1, createdAt: 20, updatedAt: 20, ...more,
  };
}

function eventRow(id: string, stackId: string, more: Partial<EventRow> = {}): EventRow {
  return {
    id, stackId, rootId: stackId, resourceName: stackId, resourceType: "OS::Heat::Stack", physicalId: stackId, action: "CREATE",
    status: "IN_PROGRESS", reason: "started", properties: null, at: 10, ...more,
  };
}

function operationRow(stackId: string, number: number, more: Partial<OperationRow> = {}): OperationRow {
  return { stackId, rootId: stackId, number, action: "CREATE", definition: "d1", requestId: "req-1", at: 10, deadline: 3_600_000, ...more };
}

function creation(id: string, more: Partial<StackRow> = {}): CommandCommit {
  return { contents: nothing, insert: stackRow(id, more), operation: operationRow(id, 1), event: eventRow(`created-${id}`, id) };
}

function change(id: string, from: number, set: Partial<StackRow> = {}): CommandCommit {
  return {
    contents: nothing,
    change: { id, operation: from, set: { action: "UPDATE", status: "IN_PROGRESS", ...set } },
    operation: operationRow(id, from + 1, { action: "UPDATE" }),
    event: eventRow(`changed-${id}-${from}`, id),
  };
}

interface Place {
  /** An empty store, as two processes see it. */
  reset(): Promise<[Journal, Journal]>;
  close(): Promise<void>;
}

function onDatabases(databases: readonly Database[], close: () => Promise<void>): Place {
  const tables = "stack, resource, event, operation, tree, engine, content, credential";
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
      const databases = await Promise.all([openServerDatabase({ url: server.url }, clock), openServerDatabase({ url: server.url }, clock)]);
      return onDatabases(databases, async () => {
        for (const database of databases) await database.close();
        server.stop();
      });
    },
  },
];

for (const { name, skip = false, open } of places) {
  describe.skipIf(skip)(`the journal ${name}`, () => {
    let place: Place;
    let journal: Journal;
    let other: Journal;
    beforeAll(async () => {
      place = await open();
    });
    beforeEach(async () => {
      [journal, other] = await place.reset();
      return async () => {
        await journal.close();
        await other.close();
      };
    });
    afterAll(() => place.close());

    const own = async (id: string, engine = "e1", by: Journal = journal): Promise<Ownership> => {
      await by.heartbeat(engine, LEASE_MS);
      const [owned] = await by.claim(engine, 1);
      expect(owned?.rootId).toBe(id);
      return owned as Ownership;
    };
    const create = async (id: string, more: Partial<StackRow> = {}): Promise<Ownership> => {
      expect(await journal.command(creation(id, more))).toBe("committed");
      return own(id);
    };

    test("a creation is all there: row, contents, operation, event", async () => {
      const text = "heat_template_version: wallaby";
      const order = creation("s1", { tags: ["b", "a"], description: "ein Stapel ☃" });
      await journal.command({ ...order, contents: new Map([[contentHash(text), text]]) });
      expect(await other.stack("s1")).toEqual(order.insert);
      expect(await other.content(contentHash(text))).toBe(text);
      expect(await other.content(contentHash("x"))).toBeUndefined();
      expect(await other.events({ stackIds: ["s1"] })).toEqual([order.event]);
      expect(await journal.loadTree(await own("s1"))).toEqual({ stacks: [order.insert], resources: [], operations: [order.operation] });
    });

    test("of parallel creations of one name one wins, and the others leave nothing", async () => {
      const ids = ["s1", "s2", "s3", "s4", "s5"];
      const results = await Promise.all(ids.map((id, index) => (index % 2 ? journal : other).command(creation(id, { name: "n" }))));
      expect(results.filter((result) => result === "committed")).toHaveLength(1);
      expect(results.filter((result) => result === "nameTaken")).toHaveLength(4);
      expect(await journal.events({ stackIds: ids })).toHaveLength(1);
      expect(await journal.command(creation("s6", { name: "n", projectId: "p2" }))).toBe("committed");
    });

    test("a change of an older state than the stored is overtaken", async () => {
      await journal.command(creation("s1"));
      const results = await Promise.all([journal.command(change("s1", 1, { description: "a" })), other.command(change("s1", 1, { description: "b" }))]);
      expect(results.toSorted()).toEqual(["committed", "overtaken"]);
      expect(await journal.stack("s1")).toMatchObject({ operation: 2, action: "UPDATE", description: results[0] === "committed" ? "a" : "b" });
      expect(await journal.events({ stackIds: ["s1"] })).toHaveLength(2);
      expect(await journal.command(change("none", 1))).toBe("overtaken");
    });

    test("two engines claim each tree once, oldest work first", async () => {
      for (const id of ["s3", "s1", "s2", "s4"]) await journal.command(creation(id));
      expect(await journal.claim("dead", 5)).toEqual([]);
      await journal.heartbeat("e1", LEASE_MS);
      await other.heartbeat("e2", LEASE_MS);
      expect(await journal.claim("e1", 2)).toEqual([{ rootId: "s3", epoch: 1 }, { rootId: "s1", epoch: 1 }]);
      const both = await Promise.all([journal.claim("e1", 5), other.claim("e2", 5)]);
      expect(both.flat().map(({ rootId }) => rootId).toSorted()).toEqual(["s2", "s4"]);
      expect(await other.claim("e2", 5)).toEqual([]);
    });

    test("who lost its lease loses its tree, and can write nothing more", async () => {
      const old = await create("s1");
      await journal.heartbeat("e1", 0);
      const owned = await own("s1", "e2", other);
      expect(owned.epoch).toBe(old.epoch + 1);
      const kept = await Promise.allSettled([
        journal.flush(old, [{ kind: "resource", row: resourceRow("r1", "s1") }]),
        journal.flush(owned, [{ kind: "resource", row: resourceRow("r2", "s1") }]),
      ]);
      expect(kept.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
      expect(kept[0]).toMatchObject({ reason: expect.any(Fenced) as unknown });
      await expect(journal.loadTree(old)).rejects.toThrow(Fenced);
      await journal.release(old);
      expect((await other.resources(["s1"])).map(({ id }) => id)).toEqual(["r2"]);
      await other.release(owned);
      await expect(other.flush(owned, [])).rejects.toThrow(Fenced);
    });

    test("many flushes at once keep each tree's order, and the last state", async () => {
      const first = await create("s1");
      const second = await create("s2");
      const flushes = Array.from({ length: 300 }, (_, index) => {
        const owned = index % 2 ? first : second;
        return journal.flush(owned, [
          { kind: "resource", row: resourceRow(`r-${owned.rootId}`, owned.rootId, { reason: String(index) }) },
          { kind: "event", row: eventRow(`e${index}`, owned.rootId) },
        ]);
      });
      await Promise.all(flushes);
      expect(await journal.resources(["s1", "s2"])).toEqual([
        resourceRow("r-s1", "s1", { reason: "299" }),
        resourceRow("r-s2", "s2", { reason: "298" }),
      ]);
      const events = await journal.events({ stackIds: ["s1"] });
      expect(events.slice(1).map(({ id }) => id)).toEqual(Array.from({ length: 150 }, (_, index) => `e${index * 2 + 1}`));
      expect([await journal.countResources("s1"), await journal.countResources("none")]).toEqual([1, 0]);
    });

    test("a stack's state is written on behalf of its newest operation only", async () => {
      const owned = await create("s1");
      await journal.flush(owned, [
        { kind: "nestedStack", row: stackRow("n1", { rootId: "s1", ownerId: "s1", ownerResourceId: "r1", operation: 4 }) },
        { kind: "stack", id: "n1", operation: 4, set: { status: "COMPLETE" } },
        { kind: "stack", id: "n1", operation: 3, set: { status: "FAILED" } },
        { kind: "stack", id: "s1", operation: 1, set: { reason: "going on" } },
        { kind: "stack", id: "s1", operation: 1, set: { updatedAt: 77, previousDefinition: "d0" } },
      ]);
      expect(await journal.stack("n1")).toMatchObject({ status: "COMPLETE", ownerId: "s1" });
      expect(await journal.stack("s1")).toMatchObject({ reason: "going on", updatedAt: 77, previousDefinition: "d0", status: "IN_PROGRESS" });
      await other.command(change("s1", 1));
      await journal.flush(owned, [
        { kind: "stack", id: "s1", operation: 1, set: { status: "COMPLETE", deletedAt: 5 } },
        { kind: "stack", id: "s1", operation: 2, set: { previousDefinition: null } },
      ]);
      expect(await journal.stack("s1")).toMatchObject({ status: "IN_PROGRESS", operation: 2, deletedAt: null, previousDefinition: null });
    });

    test("a tree without operations needs no owner; new work wakes, and is claimed after the release", async () => {
      const owned = await create("s1");
      const woken: (string | undefined)[] = [];
      const wokenByOther = new Promise((resolve) => {
        const stop = other.onWake((rootId) => {
          if (rootId !== "s1") return;
          stop();
          resolve(rootId);
        });
      });
      journal.onWake((rootId) => woken.push(rootId));
      await journal.flush(owned, [
        { kind: "operation", row: operationRow("n1", 1, { rootId: "s1" }) },
        { kind: "operationEnded", stackId: "s1", number: 1 },
      ]);
      expect((await journal.operations(owned)).operations.map(({ stackId }) => stackId)).toEqual(["n1"]);
      await other.heartbeat("e2", LEASE_MS);
      await journal.flush(owned, [{ kind: "operationEnded", stackId: "n1", number: 1 }]);
      await journal.release(owned);
      expect(await other.claim("e2", 5)).toEqual([]);
      await journal.command(change("s1", 1));
      expect(await wokenByOther).toBe("s1");
      expect(woken).toContain("s1");
      const [again] = await other.claim("e2", 5);
      expect(again).toEqual({ rootId: "s1", epoch: owned.epoch + 1 });
      expect(await other.operations(again as Ownership)).toMatchObject({ operations: [{ number: 2 }], stacks: [{ id: "s1" }] });
    });

    test("a deleted stack loses its resources and frees its name, its row and events stay", async () => {
      const owned = await create("s1", { name: "n" });
      await journal.flush(owned, [{ kind: "resource", row: resourceRow("r1", "s1") }, { kind: "resource", row: resourceRow("r2", "s1") }]);
      await journal.flush(owned, [{ kind: "removeResource", id: "r2" }]);
      expect((await journal.resources(["s1"])).map(({ id }) => id)).toEqual(["r1"]);
      await journal.flush(owned, [
        { kind: "stack", id: "s1", operation: 1, set: { action: "DELETE", status: "COMPLETE", deletedAt: 99 } },
        { kind: "operationEnded", stackId: "s1", number: 1 },
      ]);
      expect(await journal.resources(["s1"])).toEqual([]);
      expect(await journal.stackNamed("p1", "n")).toBeUndefined();
      expect(await journal.stacks({})).toEqual([]);
      expect(await journal.stacks({ showDeleted: true })).toMatchObject([{ id: "s1", deletedAt: 99 }]);
      expect(await journal.event("s1", "created-s1")).toMatchObject({ id: "created-s1" });
      expect(await journal.event("s2", "created-s1")).toBeUndefined();
      expect(await journal.command(change("s1", 1))).toBe("overtaken");
      expect(await journal.command(creation("s2", { name: "n" }))).toBe("committed");
    });

    test("listings filter, sort and page", async () => {
      await journal.command(creation("a", { name: "zeta", createdAt: 1, tags: ["x", "y"], updatedAt: 3 }));
      await journal.command(creation("b", { name: "Zeta", createdAt: 2, tags: ["x"], status: "COMPLETE" }));
      await journal.command(creation("c", { name: "alpha", createdAt: 2, projectId: "p2", action: "UPDATE" }));
      await journal.flush(await own("a"), [
        { kind: "nestedStack", row: stackRow("n", { rootId: "a", ownerId: "a", nestedDepth: 1, createdAt: 9, name: "nested" }) },
      ]);
      const ids = async (filter: Parameters<Journal["stacks"]>[0]): Promise<string> => {
        const rows = await journal.stacks(filter);
        if (filter.limit === undefined && filter.marker === undefined) expect(await journal.countStacks(filter)).toBe(rows.length);
        return rows.map(({ id }) => id).join("");
      };
      expect(await ids({})).toBe("cba");
      expect(await ids({ showNested: true })).toBe("ncba");
      expect(await ids({ ownerId: "a" })).toBe("n");
      expect(await ids({ ownerId: null, showNested: true })).toBe("cba");
      expect(await ids({ projectId: "p1" })).toBe("ba");
      expect(await ids({ names: ["zeta", "alpha"], ids: ["a", "b"] })).toBe("a");
      expect(await ids({ statuses: ["COMPLETE", "FAILED"] })).toBe("b");
      expect(await ids({ actions: ["UPDATE"] })).toBe("c");
      expect(await ids({ tags: ["x", "y"] })).toBe("a");
      expect(await ids({ tagsAny: ["y", "x"] })).toBe("ba");
      expect(await ids({ notTags: ["x", "y"] })).toBe("cb");
      expect(await ids({ notTagsAny: ["x", "y"] })).toBe("c");
      expect(await ids({ names: [] })).toBe("");
      expect(await ids({ sortKeys: ["name"] })).toBe("bca");
      expect(await ids({ sortKeys: ["updatedAt", "name"], descending: true })).toBe("acb");
      expect(await ids({ sortKeys: ["status", "name"] })).toBe("bca");
      expect(await ids({ limit: 2 })).toBe("cb");
      expect(await ids({ limit: 2, marker: "b" })).toBe("a");
      expect(await ids({ sortKeys: ["name"], marker: "b" })).toBe("ca");
      expect(await ids({ marker: "unknown" })).toBe("cba");
      expect((await journal.stackNamed("p1", "nested"))?.id).toBe("n");
      expect(await journal.stackNamed("p2", "zeta")).toBeUndefined();
    });

    test("events keep their order and page by marker", async () => {
      const owned = await create("s1");
      await journal.flush(owned, ["z", "y", "x"].map((id) => ({ kind: "event", row: eventRow(id, "s1", { resourceName: id === "y" ? "why" : "r" }) })));
      const ids = async (filter: Omit<Parameters<Journal["events"]>[0], "stackIds">): Promise<string[]> =>
        (await journal.events({ stackIds: ["s1"], ...filter })).map(({ id }) => id);
      expect(await ids({})).toEqual(["created-s1", "z", "y", "x"]);
      expect(await ids({ descending: true, limit: 2 })).toEqual(["x", "y"]);
      expect(await ids({ marker: "z" })).toEqual(["y", "x"]);
      expect(await ids({ marker: "z", descending: true })).toEqual(["created-s1"]);
      expect(await ids({ marker: "created-s1", limit: 1, resourceName: "why" })).toEqual(["y"]);
      expect(await ids({ marker: "unknown", resourceName: "r" })).toEqual(["z", "x"]);
      expect(await journal.events({ stackIds: [] })).toEqual([]);
    });

    test("any text comes back as it was, also what PostgreSQL cannot hold", async () => {
      const odd = ["nul \u0000", "\\u0000", "lone \ud800 \udc00x", "private \ue0000000 \ue000", "🌨 é 雪", "\u2028\"'\\"];
      const owned = await create("s1", { description: odd.join("|") });
      const row = resourceRow("r1", "s1", { reason: odd.join("|"), properties: { odd, [odd[0] ?? ""]: 1 }, reference: odd[2] });
      await journal.flush(owned, [{ kind: "resource", row }]);
      await journal.putContents(new Map(odd.map((text) => [contentHash(text), text])));
      expect(await journal.resources(["s1"])).toEqual([row]);
      expect(Object.keys((await journal.resources(["s1"]))[0]?.properties ?? {})).toEqual(Object.keys(row.properties ?? {}));
      expect((await journal.stack("s1"))?.description).toBe(odd.join("|"));
      expect(await Promise.all(odd.map((text) => journal.content(contentHash(text))))).toEqual(odd);
    });

    test("credentials are found by id and by whose they are; a closed journal refuses", async () => {
      const row = { id: "c1", kind: "trust", userId: "u1", projectId: "p1", trustId: "t1" } as const;
      await journal.putCredential({ ...row, trustId: "t0" });
      await journal.putCredential(row);
      expect(await other.credential("c1")).toEqual(row);
      expect(await other.credentialOf("trust", "u1", "p1")).toEqual(row);
      expect(await other.credentialOf("personal", "u1", "p1")).toBeUndefined();
      await journal.close();
      await expect(journal.stack("s1")).rejects.toThrow(JournalClosed);
      expect(await other.stack("s1")).toBeUndefined();
    });
  });
}
