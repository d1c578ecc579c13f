import { expect, test } from "vitest";
import { contentHash } from "#storage/content.ts";
import { describeEveryJournal } from "./contract-harness.ts";
import { change, creation, eventRow, resourceRow, stackRow } from "./contract-rows.ts";
import { JournalClosed } from "./journal.ts";
import type { Journal } from "./journal.ts";

describeEveryJournal((journals) => {
  test("a deleted stack loses its resources and frees its name, its row and events stay", async () => {
    const owned = await journals.create("s1", { name: "n" });
    await journals.journal.flush(owned, [
      { kind: "resource", row: resourceRow("r1", "s1") },
      { kind: "resource", row: resourceRow("r2", "s1") },
    ]);
    await journals.journal.flush(owned, [{ kind: "removeResource", id: "r2" }]);
    expect((await journals.journal.resources(["s1"])).map(({ id }) => id)).toEqual(["r1"]);
    await journals.journal.flush(owned, [
      { kind: "stack", id: "s1", operation: 1, set: { action: "DELETE", status: "COMPLETE", deletedAt: 99 } },
      { kind: "operationEnded", stackId: "s1", number: 1 },
    ]);
    expect(await journals.journal.resources(["s1"])).toEqual([]);
    expect(await journals.journal.stackNamed("p1", "n")).toBeUndefined();
    expect(await journals.journal.stacks({})).toEqual([]);
    expect(await journals.journal.stacks({ showDeleted: true })).toMatchObject([{ id: "s1", deletedAt: 99 }]);
    expect(await journals.journal.event("s1", "created-s1")).toMatchObject({ id: "created-s1" });
    expect(await journals.journal.event("s2", "created-s1")).toBeUndefined();
    expect(await journals.journal.command(change("s1", 1))).toBe("overtaken");
    expect(await journals.journal.command(creation("s2", { name: "n" }))).toBe("committed");
  });

  test("a tree's events come in the order of their commits, to other processes too", async () => {
    const { promise: told, resolve } = Promise.withResolvers<void>();
    const stop = journals.other.onEvents((rootId) => {
      if (rootId === "s1") resolve();
    });
    const owned = await journals.create("s1");
    await journals.journal.command(creation("s2"));
    const nested = stackRow("n1", { rootId: "s1", ownerId: "s1", ownerResourceId: "r1", nestedDepth: 1 });
    await journals.journal.flush(owned, [
      { kind: "nestedStack", row: nested },
      { kind: "event", row: eventRow("e1", "n1", { rootId: "s1" }) },
      { kind: "event", row: eventRow("e2", "s1") },
    ]);
    await told;
    stop();
    const all = await journals.other.treeEvents("s1", 0, 10);
    expect(all.map(({ id }) => id)).toEqual(["created-s1", "e1", "e2"]);
    const place = await journals.other.placeOfEvent("s1", "e1");
    expect(place).toBe(all[1]?.place);
    expect((await journals.other.treeEvents("s1", place, 10)).map(({ id }) => id)).toEqual(["e2"]);
    expect((await journals.other.treeEvents("s1", 0, 1)).map(({ id }) => id)).toEqual(["created-s1"]);
    expect(await journals.other.placeOfEvent("s1")).toBe(all[2]?.place);
    expect(await journals.other.placeOfEvent("s1", "created-s2")).toBe(0);
    expect(await journals.other.placeOfEvent("nothing")).toBe(0);
  });

  test("listings filter, sort and page", async () => {
    await journals.journal.command(creation("a", { name: "zeta", createdAt: 1, tags: ["x", "y"], updatedAt: 3 }));
    await journals.journal.command(creation("b", { name: "Zeta", createdAt: 2, tags: ["x"], status: "COMPLETE" }));
    await journals.journal.command(creation("c", { name: "alpha", createdAt: 2, projectId: "p2", action: "UPDATE" }));
    await journals.journal.flush(await journals.own("a"), [
      {
        kind: "nestedStack",
        row: stackRow("n", { rootId: "a", ownerId: "a", nestedDepth: 1, createdAt: 9, name: "nested" }),
      },
    ]);
    const ids = async (filter: Parameters<Journal["stacks"]>[0]): Promise<string> => {
      const rows = await journals.journal.stacks(filter);
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
    expect(await journals.journal.countStacks({ showNested: true, limit: 1 })).toBe(4);
    expect(await journals.journal.countStacks({ tags: ["x"], projectId: "p1" })).toBe(2);
    expect(await ids({ sortKeys: ["name"] })).toBe("bca");
    expect(await ids({ sortKeys: ["updatedAt", "name"], descending: true })).toBe("acb");
    expect(await ids({ sortKeys: ["status", "name"] })).toBe("bca");
    expect(await ids({ limit: 2 })).toBe("cb");
    expect(await ids({ limit: 2, marker: "b" })).toBe("a");
    expect(await ids({ sortKeys: ["name"], marker: "b" })).toBe("ca");
    expect(await ids({ marker: "unknown" })).toBe("cba");
    expect((await journals.journal.stackNamed("p1", "nested"))?.id).toBe("n");
    expect(await journals.journal.stackNamed("p2", "zeta")).toBeUndefined();
  });

  test("events keep their order and page by marker", async () => {
    const owned = await journals.create("s1");
    await journals.journal.flush(
      owned,
      ["z", "y", "x"].map((id) => ({
        kind: "event",
        row: eventRow(id, "s1", { resourceName: id === "y" ? "why" : "r" }),
      })),
    );
    const ids = async (filter: Omit<Parameters<Journal["events"]>[0], "stackIds">): Promise<string[]> =>
      (await journals.journal.events({ stackIds: ["s1"], ...filter })).map(({ id }) => id);
    expect(await ids({})).toEqual(["created-s1", "z", "y", "x"]);
    expect(await ids({ descending: true, limit: 2 })).toEqual(["x", "y"]);
    expect(await ids({ marker: "z" })).toEqual(["y", "x"]);
    expect(await ids({ marker: "z", descending: true })).toEqual(["created-s1"]);
    expect(await ids({ marker: "created-s1", limit: 1, resourceName: "why" })).toEqual(["y"]);
    expect(await ids({ marker: "unknown", resourceName: "r" })).toEqual(["z", "x"]);
    expect(await journals.journal.events({ stackIds: [] })).toEqual([]);
  });

  test("any text comes back as it was, also what PostgreSQL cannot hold", async () => {
    const odd = ["nul \u0000", "\\u0000", "lone \ud800 \udc00x", "private \ue0000000 \ue000", "🌨 é 雪", "\u2028\"'\\"];
    const owned = await journals.create("s1", { description: odd.join("|") });
    const row = resourceRow("r1", "s1", {
      reason: odd.join("|"),
      properties: { odd, [odd[0] ?? ""]: 1 },
      reference: odd[2],
    });
    await journals.journal.flush(owned, [{ kind: "resource", row }]);
    await journals.journal.putContents(new Map(odd.map((text) => [contentHash(text), text])));
    expect(await journals.journal.resources(["s1"])).toEqual([row]);
    expect(Object.keys((await journals.journal.resources(["s1"]))[0]?.properties ?? {})).toEqual(
      Object.keys(row.properties ?? {}),
    );
    expect((await journals.journal.stack("s1"))?.description).toBe(odd.join("|"));
    expect(await Promise.all(odd.map((text) => journals.journal.content(contentHash(text))))).toEqual(odd);
  });

  test("credentials are found by id and by whose they are; a closed journal refuses", async () => {
    const row = { id: "c1", kind: "trust", userId: "u1", projectId: "p1", trustId: "t1" } as const;
    await journals.journal.putCredential({ ...row, trustId: "t0" });
    await journals.journal.putCredential(row);
    expect(await journals.other.credential("c1")).toEqual(row);
    expect(await journals.other.credentialOf("trust", "u1", "p1")).toEqual(row);
    expect(await journals.other.credentialOf("personal", "u1", "p1")).toBeUndefined();
    await journals.journal.close();
    await expect(journals.journal.stack("s1")).rejects.toThrow(JournalClosed);
    expect(await journals.other.stack("s1")).toBeUndefined();
  });
});
