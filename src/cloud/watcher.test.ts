import { expect, test } from "vitest";
import { sleep } from "#lib/time.ts";
import { cloudScene, type CloudScene, type SceneOptions } from "../../test/cloud-scene.ts";
import { statusOf } from "./cloud.ts";
import type { CloudObject, Collection } from "./collection.ts";
import { createWatcher } from "./watcher.ts";
import type { Watcher } from "./watch.ts";

interface Watching extends CloudScene {
  readonly watcher: Watcher;
  readonly until: (
    collection: Collection,
    id: string,
    reached: (object: CloudObject | null) => boolean,
  ) => Promise<number>;
}

function scene(options?: SceneOptions): Watching {
  const base = cloudScene(options);
  const watcher = createWatcher({ clock: base.clock });
  return {
    ...base,
    watcher,
    async until(collection, id, reached) {
      const watch = watcher.watch(collection, id, "a wait");
      const since = base.clock.now();
      while (!reached(await watch.next()));
      watch.end(true);
      return base.clock.now() - since;
    },
  };
}

async function volumes({ clock, cloud }: CloudScene, count: number): Promise<string[]> {
  const made = await clock.run(
    Promise.all(Array.from({ length: count }, () => cloud.cinder.volumes.create({ size: 1 }))),
  );
  return made.map(({ id }) => String(id));
}

const isAvailable = (object: CloudObject | null): boolean => object !== null && statusOf(object) === "AVAILABLE";
const isGone = (object: CloudObject | null): boolean => object === null;

test("one object is looked at by id, soon after it is ready", async () => {
  const all = scene({ settings: { durations: { "cinder.create": 10_000 } } });
  const [id = ""] = await volumes(all, 1);
  const waited = await all.clock.run(all.until(all.cloud.cinder.volumes, id, isAvailable));
  expect(waited).toBeGreaterThanOrEqual(10_000);
  expect(waited).toBeLessThan(11_200);
  expect(all.count("GET", /volumes\/detail/)).toBe(0);
  expect(all.count("GET", /volumes\//)).toBeLessThan(50);
});

test("what is gone is null", async () => {
  const all = scene();
  const [id = ""] = await volumes(all, 1);
  await all.clock.run(all.until(all.cloud.cinder.volumes, id, isAvailable));
  await all.clock.run(all.cloud.cinder.volumes.delete(id));
  await all.clock.run(all.until(all.cloud.cinder.volumes, id, isGone));
  expect(all.sim.objects("cinder.volumes")).toEqual([]);
});

test("a hundred who began at different times are answered by at most two calls a second", async () => {
  const all = scene({ settings: { durations: { "cinder.create": 20_000 } } });
  const ids = await volumes(all, 100);
  const before = all.count("GET", /volumes/);
  const start = all.clock.now();
  const waits = ids.map(async (id, index) => {
    await sleep(all.clock, index * 37);
    return all.until(all.cloud.cinder.volumes, id, isAvailable);
  });
  await all.clock.run(Promise.all(waits));
  const seconds = (all.clock.now() - start) / 1000;
  expect(seconds).toBeLessThan(22.5);
  // The first three are looked at by id.
  expect(all.count("GET", /volumes/) - before).toBeLessThanOrEqual(2 * seconds + 5);
});

test("many servers are asked only for what changed, and those deleted are gone", async () => {
  const all = scene();
  const { servers } = all.cloud.nova;
  const [flavor] = await all.clock.run(all.cloud.nova.flavors.list());
  const [image] = await all.clock.run(all.cloud.glance.images.list());
  const body = { name: "s", flavorRef: flavor?.["id"], imageRef: image?.["id"], networks: "none" };
  const made = await all.clock.run(Promise.all(Array.from({ length: 6 }, () => servers.create(body))));
  const ids = made.map(({ id }) => String(id));
  await all.clock.run(
    Promise.all(ids.map((id) => all.until(servers, id, (object) => statusOf(object ?? {}) === "ACTIVE"))),
  );
  expect(all.count("GET", /servers\/detail\?changes-since/)).toBeGreaterThan(0);
  await all.clock.run(Promise.all(ids.map((id) => servers.delete(id))));
  const before = all.count("GET", /servers\/(?!detail)/);
  await all.clock.run(Promise.all(ids.map((id) => all.until(servers, id, isGone))));
  expect(all.count("GET", /servers\/(?!detail)/)).toBe(before);
});

test("what a list does not show is asked for by id before it counts as gone", async () => {
  const all = scene({ user: "admin" });
  const demo = await all.clock.run(all.cloud.resolveName("keystone.project", "demo"));
  // Another project's networks are not in the list of our own.
  const made = await all.clock.run(
    Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        all.cloud.neutron.networks.create({ name: `n${index}`, project_id: demo }),
      ),
    ),
  );
  const seen = await all.clock.run(
    Promise.all(made.map(({ id }) => all.watcher.watch(all.cloud.neutron.networks, String(id), "x").next())),
  );
  expect(seen.map((object) => object?.["id"])).toEqual(made.map(({ id }) => id));
  expect(all.count("GET", /networks\?/)).toBe(1);
});

test("a service that fails for a while is waited out, and the caller's signal ends the waiting", async () => {
  const all = scene({ retryLimit: 0, settings: { durations: { "cinder.create": 1_000 } } });
  const [id = ""] = await volumes(all, 1);
  all.sim.order({ match: { service: "cinder", method: "GET" }, times: 8, effect: { status: 503 } });
  await all.clock.run(all.until(all.cloud.cinder.volumes, id, isAvailable));
  all.sim.order({ match: { service: "cinder", method: "GET" }, times: 10_000, effect: { status: 503 } });
  const caller = new AbortController();
  const reason = new TypeError("enough");
  all.clock.after(60_000, () => caller.abort(reason));
  const watch = all.watcher.watch(all.cloud.cinder.volumes, id, "x");
  await expect(all.clock.run(watch.next(caller.signal))).rejects.toBe(reason);
});

test("a refusal for good reaches the caller", async () => {
  const all = scene();
  const [id = ""] = await volumes(all, 1);
  all.sim.order({ match: { service: "cinder", method: "GET" }, effect: { status: 403, message: "no more" } });
  const refusal = await all.fault(all.watcher.watch(all.cloud.cinder.volumes, id, "x").next());
  expect(refusal).toMatchObject({ kind: "forbidden", message: expect.stringContaining("no more") as string });
});

test("several who wait for one object share its looks, one at a time", async () => {
  let running = 0;
  let most = 0;
  const all = scene({
    settings: { latencyMs: 700, durations: { "cinder.create": 5_000 } },
    wrap: (http) => async (request) => {
      const isLook = request.method === "GET" && request.url.includes("/volumes/");
      if (isLook) most = Math.max(most, ++running);
      try {
        return await http(request);
      } finally {
        if (isLook) running--;
      }
    },
  });
  const [id = ""] = await volumes(all, 1);
  await all.clock.run(Promise.all([1, 2, 3, 4, 5].map(() => all.until(all.cloud.cinder.volumes, id, isAvailable))));
  expect(most).toBe(1);
});

test("how long it usually takes decides when it is first looked", async () => {
  const all = scene({ settings: { durations: { "cinder.create": 20_000 } } });
  const [first = "", second = ""] = await volumes(all, 1);
  expect(second).toBe("");
  await all.clock.run(all.until(all.cloud.cinder.volumes, first, isAvailable));
  const [next = ""] = await volumes(all, 1);
  const before = all.clock.now();
  await all.clock.run(all.watcher.watch(all.cloud.cinder.volumes, next, "a wait").next());
  expect(all.clock.now() - before).toBeGreaterThan(1_900);
  expect(all.clock.now() - before).toBeLessThan(2_400);
});
