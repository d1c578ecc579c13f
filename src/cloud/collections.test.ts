import { expect, test } from "vitest";
import type { Http } from "#lib/ports.ts";
import { cloudScene } from "../../test/cloud-scene.ts";
import { connect } from "./connect.ts";

test("a network is created, found by name and id, changed, deleted and then gone", async () => {
  const { clock, cloud, fault } = cloudScene();
  const { networks } = cloud.neutron;
  const { id } = await clock.run(networks.create({ name: "blue" }));
  expect(await clock.run(networks.find("blue"))).toMatchObject({ id });
  expect(await clock.run(networks.find(String(id)))).toMatchObject({ name: "blue" });
  expect(await clock.run(networks.update(String(id), { name: "green" }))).toMatchObject({ name: "green" });
  await clock.run(networks.delete(String(id)));
  await clock.run(networks.delete(String(id)));
  expect((await fault(networks.show(String(id)))).kind).toBe("notFound");
  expect((await fault(networks.find("green"))).message).toContain('there is no network "green"');
});

test("two of one name are ambiguous", async () => {
  const { clock, cloud, fault } = cloudScene();
  await clock.run(
    Promise.all([cloud.neutron.networks.create({ name: "n" }), cloud.neutron.networks.create({ name: "n" })]),
  );
  expect((await fault(cloud.neutron.networks.find("n"))).kind).toBe("ambiguous");
});

test("an administrator's own object is meant where other projects have one of that name", async () => {
  const { clock, sessionOf, cloud } = cloudScene({ user: "admin" });
  const demo = connect(sessionOf("demo"), clock);
  await clock.run(demo.neutron.networks.create({ name: "n" }));
  const own = await clock.run(cloud.neutron.networks.create({ name: "n" }));
  expect(await clock.run(cloud.neutron.networks.find("n"))).toMatchObject({ id: own["id"] });
});

test("what a property names is looked up once a minute, what is not there each time", async () => {
  const { clock, cloud, fault, count } = cloudScene();
  const { id } = await clock.run(cloud.neutron.networks.create({ name: "n" }));
  const resolve = (): Promise<string> => cloud.resolveName("neutron.network", "n");
  expect(await clock.run(Promise.all([resolve(), resolve(), resolve()]))).toEqual([id, id, id]);
  expect(count("GET", /networks/)).toBe(1);
  await clock.advance(61_000);
  await clock.run(resolve());
  expect(count("GET", /networks/)).toBe(2);
  expect((await fault(cloud.resolveName("neutron.network", "other"))).kind).toBe("notFound");
  await clock.run(cloud.neutron.networks.create({ name: "other" }));
  await clock.run(cloud.resolveName("neutron.network", "other"));
});

test("flavors, images, key pairs and one's own project are found by name", async () => {
  const { clock, cloud } = cloudScene();
  const { projectId } = await clock.run(cloud.identity());
  const [flavor] = await clock.run(cloud.nova.flavors.list());
  const [image] = await clock.run(cloud.glance.images.list());
  await clock.run(cloud.nova.keypairs.create({ name: "my.key" }));
  expect(await clock.run(cloud.resolveName("nova.flavor", String(flavor?.["name"])))).toBe(flavor?.["id"]);
  expect(await clock.run(cloud.resolveName("glance.image", String(image?.["name"])))).toBe(image?.["id"]);
  expect(await clock.run(cloud.resolveName("nova.keypair", "my.key"))).toBe("my.key");
  expect(await clock.run(cloud.resolveName("keystone.project", "demo"))).toBe(projectId);
  expect((await clock.run(cloud.nova.keypairs.list())).map(({ id }) => id)).toEqual(["my.key"]);
});

test("an administrator grants, sees and takes a role", async () => {
  const { clock, cloud } = cloudScene({ user: "admin" });
  const { projects, users, grants } = cloud.keystone;
  const project = String((await clock.run(projects.create({ name: "p" })))["id"]);
  const user = String((await clock.run(users.create({ name: "u", password: "long enough" })))["id"]);
  const role = await clock.run(cloud.resolveName("keystone.role", "member"));
  const grant = { role, user, project };
  expect(await clock.run(grants.has(grant))).toBe(false);
  await clock.run(grants.grant(grant));
  expect(await clock.run(grants.has(grant))).toBe(true);
  await clock.run(grants.revoke(grant));
  expect(await clock.run(grants.has(grant))).toBe(false);
});

test("an image is changed by a patch of its properties", async () => {
  const { clock, cloud } = cloudScene();
  const { id } = await clock.run(
    cloud.glance.images.create({ name: "i", disk_format: "raw", container_format: "bare", os: "x" }),
  );
  const changed = await clock.run(cloud.glance.images.update(String(id), { name: "j", os: null, arch: "arm" }));
  expect(changed).toMatchObject({ name: "j", arch: "arm" });
  expect(changed).not.toHaveProperty("os");
});

test("Nova and Cinder are asked in the newest microversion that both know", async () => {
  const versions = new Set<string | undefined>();
  const { clock, cloud } = cloudScene({
    wrap: (http) => (request) => {
      if (/flavors|volumes/.test(request.url)) versions.add(request.headers["openstack-api-version"]);
      return http(request);
    },
  });
  await clock.run(cloud.nova.flavors.list());
  await clock.run(cloud.cinder.volumes.list());
  expect([...versions]).toEqual([expect.stringMatching(/^compute 2\.\d+$/), expect.stringMatching(/^volume 3\.\d+$/)]);
});

/** Serves `count` objects, `size` a page, the next page as `link` says it. */
function paged(count: number, size: number, link: (marker: number) => object): (http: Http) => Http {
  return (http) => (request) => {
    if (request.url.includes("/auth/tokens")) return http(request);
    const marker = Number(new URL(request.url).searchParams.get("marker") ?? 0);
    const page = Array.from({ length: Math.min(size, count - marker) }, (_, index) => ({
      id: String(marker + index + 1),
      name: "x",
    }));
    const next = marker + page.length;
    const body = { networks: page, images: page, projects: page, ...(next < count ? link(next) : {}) };
    return Promise.resolve({
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  };
}

test.each([
  [
    "neutron",
    "networks",
    (next: number) => ({ networks_links: [{ rel: "next", href: `http://wrong.host/v2.0/networks?marker=${next}` }] }),
  ],
  ["glance", "images", (next: number) => ({ next: `/v2/images?limit=3&marker=${next}` })],
  [
    "keystone",
    "projects",
    (next: number) => ({ links: { next: `http://wrong.host/v3/projects?marker=${next}`, self: "x" } }),
  ],
] as const)("all pages of a list are read: %s", async (service, name, link) => {
  const { clock, cloud } = cloudScene({ wrap: paged(8, 3, link) });
  const collection = Object.entries(cloud[service]).find(([key]) => key === name)?.[1];
  const ids = (await clock.run(collection.list() as Promise<{ id: string }[]>)).map(({ id }) => id);
  expect(ids).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
});
