import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DatabaseUnavailable, DirectoryInUse, WrongDatabaseVersion } from "./database.ts";
import { openEmbeddedDatabase, openServerDatabase } from "./open-database.ts";

const { pid } = process;
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "calor-storage-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Another process that has the directory, and has written `rows` rows when this resolves. */
async function startHolder(rows: number) {
  const code = `
    const { openEmbeddedDatabase } = await import(${JSON.stringify(new URL("./open-database.ts", import.meta.url).href)});
    const database = await openEmbeddedDatabase({ directory: ${JSON.stringify(directory)}, pid: process.pid });
    for (let row = 0; row < ${rows}; row++) await database.query("insert into content (hash, text) values ($1, 't')", [String(row)]);
    await database.query("insert into engine (id, lease_until) values ('e1', now() + interval '1 hour')");
    process.stdout.write("ready");
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

test("a directory has one process; after a kill -9 the next one gets it, with all that was committed", async () => {
  const holder = await startHolder(50);
  await expect(openEmbeddedDatabase({ directory, pid })).rejects.toMatchObject({
    name: "DirectoryInUse",
    pid: holder.pid,
  });
  holder.kill("SIGKILL");
  await once(holder, "exit");
  const database = await openEmbeddedDatabase({ directory, pid });
  expect(await database.query("select count(*)::integer as count from content")).toEqual([{ count: 50 }]);
  // Its engine cannot live any more: what it owned must not wait for the end of the lease.
  expect(await database.query("select id from engine")).toEqual([]);
  await expect(openEmbeddedDatabase({ directory, pid })).rejects.toThrow(DirectoryInUse);
  await database.close();
  const again = await openEmbeddedDatabase({ directory, pid });
  expect(await again.query("select count(*)::integer as count from content")).toEqual([{ count: 50 }]);
  await again.close();
});

test("a data folder that a death left half-made is made anew", async () => {
  const first = await openEmbeddedDatabase({ directory, pid });
  await first.close();
  writeFileSync(join(directory, "database.incomplete"), "");
  rmSync(join(directory, "database", "global"), { recursive: true });
  const database = await openEmbeddedDatabase({ directory, pid });
  expect(await database.query("select count(*)::integer as count from stack")).toEqual([{ count: 0 }]);
  await database.close();
  expect(existsSync(join(directory, "lock.pid"))).toBe(false);
});

test("a database of a newer schema is refused, and let go", async () => {
  const database = await openEmbeddedDatabase({ directory, pid });
  await database.query("insert into schema_version (version) values (9999)");
  await database.close();
  await expect(openEmbeddedDatabase({ directory, pid })).rejects.toThrow(WrongDatabaseVersion);
  await expect(openEmbeddedDatabase({ directory, pid })).rejects.toThrow(WrongDatabaseVersion);
});

test("an unreachable PostgreSQL is named without the password", async () => {
  const clock = { now: () => 0, after: () => ({ cancel: () => undefined }), soon: () => undefined };
  const opening = openServerDatabase({ url: "postgresql://ann:hunter2@127.0.0.1:1/calor" }, clock);
  await expect(opening).rejects.toThrow(DatabaseUnavailable);
  await expect(opening).rejects.toThrow(/^PostgreSQL at 127\.0\.0\.1:1\/calor (?!.*hunter2)/u);
});
