import { expect, test } from "vitest";
import { contentHash } from "#storage/content.ts";
import { describeEveryJournal, LEASE_MS } from "./contract-harness.ts";
import { change, creation, eventRow, operationRow, resourceRow, signalRow, stackRow } from "./contract-rows.ts";
import { Fenced } from "./journal.ts";
import type { Ownership } from "./journal.ts";

describeEveryJournal((journals) => {
  test("a creation is all there: row, contents, operation, event", async () => {
    const text = "heat_template_version: wallaby";
    const order = creation("s1", { tags: ["b", "a"], description: "ein Stapel ☃" });
    await journals.journal.command({ ...order, contents: new Map([[contentHash(text), text]]) });
    expect(await journals.other.stack("s1")).toEqual(order.insert);
    expect(await journals.other.content(contentHash(text))).toBe(text);
    expect(await journals.other.content(contentHash("x"))).toBeUndefined();
    expect(await journals.other.events({ stackIds: ["s1"] })).toEqual([order.event]);
    expect(await journals.journal.loadTree(await journals.own("s1"))).toEqual({
      stacks: [order.insert],
      resources: [],
      operations: [order.operation],
      signals: [],
    });
  });

  test("of parallel creations of one name one wins, and the others leave nothing", async () => {
    const ids = ["s1", "s2", "s3", "s4", "s5"];
    const results = await Promise.all(
      ids.map((id, index) => (index % 2 ? journals.journal : journals.other).command(creation(id, { name: "n" }))),
    );
    expect(results.filter((result) => result === "committed")).toHaveLength(1);
    expect(results.filter((result) => result === "nameTaken")).toHaveLength(4);
    expect(await journals.journal.events({ stackIds: ids })).toHaveLength(1);
    expect(await journals.journal.command(creation("s6", { name: "n", projectId: "p2" }))).toBe("committed");
  });

  test("a change of an older state than the stored is overtaken", async () => {
    await journals.journal.command(creation("s1"));
    const results = await Promise.all([
      journals.journal.command(change("s1", 1, { description: "a" })),
      journals.other.command(change("s1", 1, { description: "b" })),
    ]);
    expect(results.toSorted()).toEqual(["committed", "overtaken"]);
    expect(await journals.journal.stack("s1")).toMatchObject({
      operation: 2,
      action: "UPDATE",
      description: results[0] === "committed" ? "a" : "b",
    });
    expect(await journals.journal.events({ stackIds: ["s1"] })).toHaveLength(2);
    expect(await journals.journal.command(change("none", 1))).toBe("overtaken");
  });

  test("a change of a stack that has ended meanwhile is overtaken", async () => {
    const owned = await journals.create("s1");
    const stop = { ...change("s1", 1), change: { id: "s1", operation: 1, status: "IN_PROGRESS", set: {} } } as const;
    await journals.journal.flush(owned, [{ kind: "stack", id: "s1", operation: 1, set: { status: "COMPLETE" } }]);
    expect(await journals.other.command(stop)).toBe("overtaken");
    expect(await journals.other.command(change("s1", 1))).toBe("committed");
  });

  test("a signal gives its tree work until it is taken note of, in the order of arrival", async () => {
    const owned = await journals.create("s1");
    await journals.journal.flush(owned, [{ kind: "operationEnded", stackId: "s1", number: 1 }]);
    await journals.journal.release(owned);
    const woken = Promise.withResolvers<string | undefined>();
    const stop = journals.other.onWake(woken.resolve);
    const signals = ["b", "a"].map((id) => signalRow(id, "s1"));
    for (const row of signals) await journals.journal.signal(row);
    await woken.promise;
    stop();
    const again = await journals.own("s1");
    expect((await journals.other.loadTree(again)).signals).toEqual(signals);
    await journals.journal.flush(again, [{ kind: "signalTaken", id: "b" }]);
    expect(await journals.journal.operations(again)).toEqual({ stacks: [], operations: [], signals: [signals[1]] });
    await journals.journal.flush(again, [{ kind: "signalTaken", id: "a" }]);
    await journals.journal.release(again);
    expect(await journals.journal.claim("e1", 5)).toEqual([]);
  });

  test("two engines claim each tree once, oldest work first", async () => {
    for (const id of ["s3", "s1", "s2", "s4"]) await journals.journal.command(creation(id));
    expect(await journals.journal.claim("dead", 5)).toEqual([]);
    await journals.journal.heartbeat("e1", LEASE_MS);
    await journals.other.heartbeat("e2", LEASE_MS);
    expect(await journals.journal.claim("e1", 2)).toEqual([
      { rootId: "s3", epoch: 1 },
      { rootId: "s1", epoch: 1 },
    ]);
    const both = await Promise.all([journals.journal.claim("e1", 5), journals.other.claim("e2", 5)]);
    expect(
      both
        .flat()
        .map(({ rootId }) => rootId)
        .toSorted(),
    ).toEqual(["s2", "s4"]);
    expect(await journals.other.claim("e2", 5)).toEqual([]);
  });

  test("a tree that its living owner does not know of is claimed anew by it, and by nobody else", async () => {
    const forgotten = await journals.create("s1");
    const held = await journals.create("s2");
    expect(await journals.journal.claim("e1", 5, ["s1", "s2"])).toEqual([]);
    await journals.other.heartbeat("e2", LEASE_MS);
    expect(await journals.other.claim("e2", 5, [])).toEqual([]);
    expect(await journals.journal.claim("e1", 5, [held.rootId])).toEqual([
      { rootId: "s1", epoch: forgotten.epoch + 1 },
    ]);
  });

  test("who lost its lease loses its tree, and can write nothing more", async () => {
    const old = await journals.create("s1");
    await journals.journal.heartbeat("e1", 0);
    const owned = await journals.own("s1", "e2", journals.other);
    expect(owned.epoch).toBe(old.epoch + 1);
    const kept = await Promise.allSettled([
      journals.journal.flush(old, [{ kind: "resource", row: resourceRow("r1", "s1") }]),
      journals.journal.flush(owned, [{ kind: "resource", row: resourceRow("r2", "s1") }]),
    ]);
    expect(kept.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(kept[0]).toMatchObject({ reason: expect.any(Fenced) as unknown });
    await expect(journals.journal.loadTree(old)).rejects.toThrow(Fenced);
    await journals.journal.release(old);
    expect((await journals.other.resources(["s1"])).map(({ id }) => id)).toEqual(["r2"]);
    await journals.other.release(owned);
    await expect(journals.other.flush(owned, [])).rejects.toThrow(Fenced);
  });

  test("many flushes at once keep each tree's order, and the last state", async () => {
    const first = await journals.create("s1");
    const second = await journals.create("s2");
    const flushes = Array.from({ length: 300 }, (_, index) => {
      const owned = index % 2 ? first : second;
      return journals.journal.flush(owned, [
        { kind: "resource", row: resourceRow(`r-${owned.rootId}`, owned.rootId, { reason: String(index) }) },
        { kind: "event", row: eventRow(`e${index}`, owned.rootId) },
      ]);
    });
    await Promise.all(flushes);
    expect(await journals.journal.resources(["s1", "s2"])).toEqual([
      resourceRow("r-s1", "s1", { reason: "299" }),
      resourceRow("r-s2", "s2", { reason: "298" }),
    ]);
    const events = await journals.journal.events({ stackIds: ["s1"] });
    expect(events.slice(1).map(({ id }) => id)).toEqual(Array.from({ length: 150 }, (_, index) => `e${index * 2 + 1}`));
    expect([await journals.journal.countResources("s1"), await journals.journal.countResources("none")]).toEqual([
      1, 0,
    ]);
  });

  test("a stack's state is written on behalf of its newest operation only", async () => {
    const owned = await journals.create("s1");
    await journals.journal.flush(owned, [
      {
        kind: "nestedStack",
        row: stackRow("n1", { rootId: "s1", ownerId: "s1", ownerResourceId: "r1", operation: 4 }),
      },
      { kind: "stack", id: "n1", operation: 4, set: { status: "COMPLETE" } },
      { kind: "stack", id: "n1", operation: 3, set: { status: "FAILED" } },
      { kind: "stack", id: "s1", operation: 1, set: { reason: "going on" } },
      { kind: "stack", id: "s1", operation: 1, set: { updatedAt: 77, previousDefinition: "d0" } },
    ]);
    expect(await journals.journal.stack("n1")).toMatchObject({ status: "COMPLETE", ownerId: "s1" });
    expect(await journals.journal.stack("s1")).toMatchObject({
      reason: "going on",
      updatedAt: 77,
      previousDefinition: "d0",
      status: "IN_PROGRESS",
    });
    await journals.other.command(change("s1", 1));
    await journals.journal.flush(owned, [
      { kind: "stack", id: "s1", operation: 1, set: { status: "COMPLETE", deletedAt: 5 } },
      { kind: "stack", id: "s1", operation: 2, set: { previousDefinition: null } },
    ]);
    expect(await journals.journal.stack("s1")).toMatchObject({
      status: "IN_PROGRESS",
      operation: 2,
      deletedAt: null,
      previousDefinition: null,
    });
  });

  test("an event of an overtaken operation is left out, with the state that it tells of", async () => {
    const owned = await journals.create("s1");
    const told = async (): Promise<string[]> =>
      (await journals.journal.events({ stackIds: ["s1"] })).map((event) => event.id).filter((id) => id.startsWith("t"));
    await journals.journal.flush(owned, [
      { kind: "stack", id: "s1", operation: 1, set: { status: "FAILED" } },
      { kind: "event", row: eventRow("t1", "s1"), operation: 1 },
      { kind: "stack", id: "s1", operation: 1, set: { operation: 2, action: "ROLLBACK", status: "IN_PROGRESS" } },
      { kind: "event", row: eventRow("t2", "s1"), operation: 2 },
    ]);
    await journals.other.command(change("s1", 2));
    await journals.journal.flush(owned, [
      { kind: "stack", id: "s1", operation: 2, set: { status: "COMPLETE" } },
      { kind: "event", row: eventRow("t3", "s1"), operation: 2 },
      { kind: "event", row: eventRow("t4", "s1") },
    ]);
    expect(await told()).toEqual(["t1", "t2", "t4"]);
  });

  test("an operation that follows another, and ends, in one commit", async () => {
    const owned = await journals.create("s1");
    await journals.journal.flush(owned, [
      { kind: "stack", id: "s1", operation: 1, set: { status: "FAILED", reason: "why" } },
      { kind: "stack", id: "s1", operation: 1, set: { operation: 2, action: "ROLLBACK", status: "IN_PROGRESS" } },
      { kind: "stack", id: "s1", operation: 1, set: { reason: "too late" } },
      { kind: "stack", id: "s1", operation: 2, set: { status: "COMPLETE" } },
    ]);
    expect(await journals.journal.stack("s1")).toMatchObject({
      operation: 2,
      action: "ROLLBACK",
      status: "COMPLETE",
      reason: "why",
    });
  });

  test("a tree without operations needs no owner; new work wakes, and is claimed after the release", async () => {
    const owned = await journals.create("s1");
    const woken: (string | undefined)[] = [];
    const wokenByOther = new Promise((resolve) => {
      const stop = journals.other.onWake((rootId) => {
        if (rootId !== "s1") return;
        stop();
        resolve(rootId);
      });
    });
    journals.journal.onWake((rootId) => woken.push(rootId));
    await journals.journal.flush(owned, [
      { kind: "operation", row: operationRow("n1", 1, { rootId: "s1" }) },
      { kind: "operationEnded", stackId: "s1", number: 1 },
    ]);
    expect((await journals.journal.operations(owned)).operations.map(({ stackId }) => stackId)).toEqual(["n1"]);
    await journals.other.heartbeat("e2", LEASE_MS);
    await journals.journal.flush(owned, [{ kind: "operationEnded", stackId: "n1", number: 1 }]);
    await journals.journal.release(owned);
    expect(await journals.other.claim("e2", 5)).toEqual([]);
    await journals.journal.command(change("s1", 1));
    expect(await wokenByOther).toBe("s1");
    expect(woken).toContain("s1");
    const [again] = await journals.other.claim("e2", 5);
    expect(again).toEqual({ rootId: "s1", epoch: owned.epoch + 1 });
    expect(await journals.other.operations(again as Ownership)).toMatchObject({
      operations: [{ number: 2 }],
      stacks: [{ id: "s1" }],
    });
  });
});
