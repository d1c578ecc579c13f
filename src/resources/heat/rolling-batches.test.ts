import { expect, test } from "vitest";
import { afterBatch, batchesTo } from "./rolling-batches.ts";
import type { NamedMember } from "./rolling-batches.ts";

/** What the members are after each batch; `+` marks those that are as they shall be. */
function played(wanted: number, existing: readonly string[], limits: { most: number; inService: number }): string[] {
  let members: readonly NamedMember[] = existing.map((name) => [name, "old"]);
  return batchesTo(wanted, existing.length, limits).map((batch) => {
    const names = [...Array(Math.max(wanted, batch.members)).keys()].map(String);
    const work = {
      batch,
      names,
      wanted,
      renewed: () => "new",
      isRenewed: ([, resource]: NamedMember) => resource === "new",
    };
    members = afterBatch(members, work);
    // Doing a batch again, as after a crash, changes nothing.
    expect(Object.fromEntries(afterBatch(members, work))).toEqual(Object.fromEntries(members));
    return members
      .map(([name, resource]) => name + (resource === "new" ? "+" : ""))
      .toSorted()
      .join(" ");
  });
}

test("the highest index goes first, so many at a time", () => {
  expect(played(3, ["0", "1", "2"], { most: 1, inService: 0 })).toEqual(["0 1 2+", "0 1+ 2+", "0+ 1+ 2+"]);
  expect(played(3, ["0", "1", "2"], { most: 2, inService: 0 })).toEqual(["0 1+ 2+", "0+ 1+ 2+"]);
});

test("where too few would be in service, more stand meanwhile", () => {
  expect(played(2, ["0", "1"], { most: 1, inService: 2 })).toEqual(["0 1 2+", "0 1+ 2+", "0+ 1+ 2+", "0+ 1+"]);
});

test("a group grows by batches, and shrinks at once", () => {
  expect(played(5, [], { most: 2, inService: 0 })).toEqual(["0+ 1+", "0+ 1+ 2+ 3+", "0+ 1+ 2+ 3+ 4+"]);
  expect(played(1, ["0", "1", "2"], { most: 2, inService: 0 })).toEqual(["0+"]);
  expect(played(0, ["0", "1"], { most: 1, inService: 1 })).toEqual([""]);
});
