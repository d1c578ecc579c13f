import { expect, test } from "vitest";
import type { Clock } from "#lib/ports.ts";
import type { Ownership } from "#storage/writes.ts";
import { creation, eventRow } from "../journal/contract-rows.ts";
import type { Journal } from "../journal/journal.ts";
import { createMemoryJournal } from "../journal/memory-journal.ts";
import type { Caller } from "../requests.ts";
import { EventFeed } from "./event-feed.ts";
import type { Sighting } from "./sighting.ts";
import { watchEvents } from "./watch-events.ts";

// No timer fires: what is told comes by itself.
const clock: Clock = {
  now: () => 1_000_000,
  after: () => ({ cancel: () => undefined }),
  soon: (fire) => queueMicrotask(fire),
};
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const caller: Caller = { userId: "u1", userName: "ann", projectId: "p1", roles: [], token: "t", requestId: "r" };

async function start() {
  const memory = createMemoryJournal({ clock });
  const readings: number[] = [];
  const journal: Journal = {
    ...memory,
    treeEvents(rootId, after, limit) {
      readings.push(after);
      return memory.treeEvents(rootId, after, limit);
    },
  };
  await journal.command(creation("s1"));
  await journal.heartbeat("e1", 60_000);
  const [owned] = await journal.claim("e1", 1);
  const feed = new EventFeed({ journal, clock, log });
  const stop = new AbortController();
  const watch = async (): Promise<AsyncIterator<Sighting>> => {
    const given = { fromNow: true, signal: stop.signal };
    return (await watchEvents({ journal, feed, clock }, caller, { id: "s1" }, given))[Symbol.asyncIterator]();
  };
  let told = 0;
  const tell = async (count: number): Promise<void> => {
    const rows = Array.from({ length: count }, () => eventRow(`e${told++}`, "s1"));
    await journal.flush(
      owned as Ownership,
      rows.map((row) => ({ kind: "event", row })),
    );
  };
  return { watch, tell, stop, readings };
}

async function idsOf(watcher: AsyncIterator<Sighting>, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const { value, done } = await watcher.next();
    if (done === true) break;
    ids.push(value.kind === "event" ? value.event.id : value.kind);
  }
  return ids;
}

test("who falls far behind reads on without loss or repeat, while others go ahead", async () => {
  const { watch, tell } = await start();
  const [slow, fast] = [await watch(), await watch()];
  const all = Array.from({ length: 1500 }, (_, at) => `e${at}`);
  const first = idsOf(slow, 1);
  for (let at = 0; at < all.length; at += 100) {
    await tell(100);
    expect(await idsOf(fast, 100)).toEqual(all.slice(at, at + 100));
  }
  expect([...(await first), ...(await idsOf(slow, all.length - 1))]).toEqual(all);
});

test("a tree is read once for all who watch it, and those who are gone are let go", async () => {
  const { watch, tell, stop, readings } = await start();
  const watchers = await Promise.all(Array.from({ length: 100 }, watch));
  const heard = watchers.map((watcher) => idsOf(watcher, 2));
  const before = readings.length;
  await tell(1);
  await tell(1);
  for (const ids of await Promise.all(heard)) expect(ids).toEqual(["e0", "e1"]);
  expect(readings.length - before).toBeLessThan(10);
  const waiting = watchers.map((watcher) => watcher.next());
  stop.abort();
  for (const { done } of await Promise.all(waiting)) expect(done).toBe(true);
  const after = readings.length;
  await tell(1);
  expect(readings.length).toBe(after);
});
