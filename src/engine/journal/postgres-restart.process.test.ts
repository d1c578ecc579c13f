import { expect, test } from "vitest";
import type { Clock } from "#lib/ports.ts";
import { DatabaseUnavailable } from "#storage/database.ts";
import { openServerDatabase } from "#storage/open-database.ts";
import { installedPostgres, startPostgres } from "./temporary-postgres.ts";

const clock: Clock = {
  now: () => 0,
  after(_delayMs, fire) {
    const timer = setTimeout(fire, 20);
    return { cancel: () => clearTimeout(timer) };
  },
  soon: (fire) => void setImmediate(fire),
};
const programs = installedPostgres();

test.skipIf(programs === undefined)("a crash of PostgreSQL fails the calls in flight; then all goes on", async () => {
  const server = startPostgres(programs ?? "");
  const database = await openServerDatabase({ url: server.url }, clock);
  const heard: (string | undefined)[] = [];
  let expected = Promise.withResolvers<undefined>();
  await database.listen("calor_wake", (payload) => {
    heard.push(payload);
    expected.resolve(undefined);
  });
  expected = Promise.withResolvers();
  const inFlight = database.batch([
    { sql: "select pg_sleep(60)", params: [] },
    { sql: "select 1", params: [] },
  ]);
  const failed = inFlight.catch((error: unknown) => error);
  server.restart();
  expect(await failed).toBeInstanceOf(DatabaseUnavailable);
  // Heard again, with the warning that something may have been missed.
  await expected.promise;
  expected = Promise.withResolvers();
  await database.query("select pg_notify('calor_wake', 's1')");
  await expected.promise;
  expect(heard).toEqual([undefined, undefined, "s1"]);
  await database.close();
  server.stop();
});
