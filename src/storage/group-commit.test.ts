import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { StatementFailed } from "./database.ts";
import type { Database, Statement } from "./database.ts";
import { createGroupCommit } from "./group-commit.ts";
import { openEmbeddedDatabase } from "./open-database.ts";
import type { EventRow } from "./rows.ts";
import { Fenced } from "./writes.ts";
import type { Write } from "./writes.ts";

let database: Database;
let batches: (readonly Statement[])[];
let counted: Database;

beforeAll(async () => {
  database = await openEmbeddedDatabase({ pid: process.pid });
});
beforeEach(async () => {
  await database.query("truncate tree, event, resource");
  for (const id of ["s1", "s2"])
    await database.query("insert into tree (root_id, owner, epoch) values ($1, 'e1', 1)", [id]);
  batches = [];
  counted = {
    ...database,
    batch: (statements) => {
      batches.push(statements);
      return database.batch(statements);
    },
  };
});
afterAll(() => database.close());

function event(id: string, more: Partial<EventRow> = {}): Write {
  const row: EventRow = {
    id,
    stackId: "s1",
    rootId: "s1",
    resourceName: "r",
    resourceType: "t",
    physicalId: null,
    action: "CREATE",
    status: "COMPLETE",
    reason: "",
    properties: null,
    at: 1,
    ...more,
  };
  return { kind: "event", row };
}

async function storedEvents(): Promise<unknown[]> {
  const rows = await database.query("select id from event order by place");
  return rows.map((row) => row["id"]);
}

test("all that is submitted while a commit runs goes into the next, up to the limit of rows", async () => {
  const commits = createGroupCommit({ database: counted, maxRows: 10 });
  const owned = { rootId: "s1", epoch: 1 };
  const ids = Array.from({ length: 25 }, (_, index) => `e${index}`);
  await Promise.all(ids.map((id) => commits.submit(owned, [event(id)])));
  expect(batches).toHaveLength(3);
  await commits.submit(
    owned,
    ids.map((id) => event(`more-${id}`)),
  );
  expect(batches).toHaveLength(4);
  expect(await storedEvents()).toEqual([...ids, ...ids.map((id) => `more-${id}`)]);
});

test("a write that the database refuses fails with its whole submission, and nothing else does", async () => {
  const commits = createGroupCommit({ database });
  const submissions = Array.from({ length: 9 }, (_, index) =>
    commits.submit({ rootId: index % 2 ? "s1" : "s2", epoch: 1 }, [
      event(`a${index}`),
      event(`b${index}`, index === 5 ? { at: 1.5 } : {}),
    ]),
  );
  const results = await Promise.allSettled(submissions);
  expect(results.flatMap(({ status }, index) => (status === "rejected" ? [index] : []))).toEqual([5]);
  expect(results[5]).toMatchObject({ reason: expect.any(StatementFailed) as unknown });
  expect(await storedEvents()).toEqual([0, 1, 2, 3, 4, 6, 7, 8].flatMap((index) => [`a${index}`, `b${index}`]));
});

test("who lost its tree fails alone, in one more transaction", async () => {
  const commits = createGroupCommit({ database: counted });
  const results = await Promise.allSettled([
    commits.submit({ rootId: "s1", epoch: 1 }, [event("a")]),
    commits.submit({ rootId: "s2", epoch: 0 }, [event("b")]),
    commits.submit({ rootId: "s1", epoch: 1 }, [event("c")]),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(results[1]).toMatchObject({ reason: expect.any(Fenced) as unknown });
  expect(batches).toHaveLength(2);
  expect(await storedEvents()).toEqual(["a", "c"]);
});

test("after a broken connection nothing is tried again, because it may have been committed", async () => {
  const broken = await openEmbeddedDatabase({ pid: process.pid });
  const commits = createGroupCommit({
    database: { ...counted, batch: (statements) => (batches.push(statements), broken.batch(statements)) },
  });
  await broken.close();
  const owned = { rootId: "s1", epoch: 1 };
  const results = await Promise.allSettled([commits.submit(owned, [event("a")]), commits.submit(owned, [event("b")])]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(batches).toHaveLength(1);
  await commits.settled();
});
