import { expect, test } from "vitest";
import type { ApiScene } from "../../../test/api-scene.ts";
import { startApi } from "../../../test/api-scene.ts";

const template = `
heat_template_version: 2018-08-31
resources:
  net: { type: OS::Neutron::Net }
  subnet: { type: OS::Neutron::Subnet, properties: { network: { get_resource: net }, cidr: 10.1.0.0/24 } }
  inner: { type: inner.yaml }
`;
const files = {
  "inner.yaml":
    "heat_template_version: 2018-08-31\nresources:\n  a b: { type: OS::Heat::Value, properties: { value: 1 } }\n",
};

async function launch(api: ApiScene) {
  const { json } = await api.call("POST", "/stacks", { body: { stack_name: "app", template, files } });
  const id = String(json["stack"]?.["id"]);
  await api.calor.run(new Promise<void>((resolve) => api.calor.clock.after(60_000, resolve)));
  return { path: `/stacks/app/${id}`, url: `http://calor.test:8004/v1/${api.project}/stacks/app/${id}`, id };
}

type Rows = readonly Readonly<Record<string, unknown>>[];

function column(answer: { readonly json: unknown }, list: string, key: string): unknown[] {
  return ((answer.json as Record<string, Rows>)[list] ?? []).map((row) => row[key]);
}

test("resources are listed, filtered and shown with their links", async () => {
  await using api = await startApi();
  const { path, url } = await launch(api);
  const list = await api.call("GET", `${path}/resources`);
  expect(column(list, "resources", "resource_name")).toEqual(["inner", "net", "subnet"]);
  const rows = list.json["resources"] as unknown as Rows;
  const net = rows.find((row) => row["resource_name"] === "net");
  expect(net).toEqual({
    resource_name: "net",
    logical_resource_id: "net",
    physical_resource_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    resource_status: "CREATE_COMPLETE",
    resource_status_reason: expect.any(String),
    resource_type: "OS::Neutron::Net",
    creation_time: expect.stringMatching(/Z$/),
    updated_time: expect.stringMatching(/Z$/),
    links: [
      { href: `${url}/resources/net`, rel: "self" },
      { href: url, rel: "stack" },
    ],
    required_by: ["subnet"],
  });
  const inner = rows.find((row) => row["resource_name"] === "inner");
  expect(inner?.["links"]).toContainEqual({ href: expect.stringContaining("/stacks/app-inner-"), rel: "nested" });

  const deep = await api.call("GET", `${path}/resources?nested_depth=2&with_detail=True`);
  const child = (deep.json["resources"] as unknown as Rows).find((row) => row["resource_name"] === "a b");
  expect(child).toMatchObject({ parent_resource: "inner", description: "", attributes: expect.any(Object) });
  const names = async (query: string) =>
    column(await api.call("GET", `${path}/resources?${query}`), "resources", "resource_name");
  expect(await names("type=Neutron")).toEqual(["net", "subnet"]);
  expect(await names("name=net&name=inner")).toEqual(["inner", "net"]);
  expect(await names("status=FAILED")).toEqual([]);
  expect((await api.call("GET", `${path}/resources?bogus=1`)).status).toBe(400);

  const [link] = (child?.["links"] ?? []) as { href: string }[];
  const shown = await api.call("GET", `/${new URL(link?.href ?? "").pathname}`);
  expect(shown.json["resource"]).toMatchObject({ resource_name: "a b", attributes: { value: 1 } });
  expect((await api.call("GET", `${path}/resources/none`)).status).toBe(404);
  expect((await api.call("GET", `${path}/resources/net/metadata`)).json).toEqual({ metadata: {} });
});

test("events are listed in both orders, paged, filtered and shown", async () => {
  await using api = await startApi();
  const { path, url, id } = await launch(api);
  const oldest = await api.call("GET", `${path}/events?sort_dir=asc`);
  const all = column(oldest, "events", "id");
  expect(oldest.json["events"]?.[0]).toEqual({
    id: all[0],
    links: [
      { href: `${url}/resources/app/events/${String(all[0])}`, rel: "self" },
      { href: `${url}/resources/app`, rel: "resource" },
      { href: url, rel: "stack" },
    ],
    event_time: expect.stringMatching(/Z$/),
    resource_name: "app",
    logical_resource_id: "app",
    resource_status: "CREATE_IN_PROGRESS",
    resource_status_reason: "Stack CREATE started",
    physical_resource_id: id,
  });
  expect(column(await api.call("GET", `${path}/events`), "events", "id")).toEqual(all.toReversed());
  const page = await api.call("GET", `${path}/events?sort_dir=asc&limit=2&marker=${String(all[0])}`);
  expect(column(page, "events", "id")).toEqual(all.slice(1, 3));
  const filtered = await api.call(
    "GET",
    `${path}/events?sort_dir=asc&resource_name=net&resource_status=COMPLETE&limit=1`,
  );
  expect(column(filtered, "events", "resource_status")).toEqual(["CREATE_COMPLETE"]);
  const deep = await api.call("GET", `${path}/events?nested_depth=1`);
  expect(column(deep, "events", "resource_name")).toContain("a b");
  expect(JSON.stringify(deep.json)).toContain('"root_stack"');

  const ofNet = await api.call("GET", `${path}/resources/net/events`);
  const [event] = column(ofNet, "events", "id");
  const shown = await api.call("GET", `${path}/resources/net/events/${String(event)}`);
  expect(shown.json["event"]).toMatchObject({ id: event, resource_type: "OS::Neutron::Net" });
  expect(shown.json["event"]).toHaveProperty("resource_properties");
  expect((await api.call("GET", `${path}/resources/subnet/events/${String(event)}`)).status).toBe(404);
  expect((await api.call("GET", `${path}/resources/none/events`)).status).toBe(404);
});

test("templates are validated, types and functions listed", async () => {
  await using api = await startApi();
  const body = {
    template: { heat_template_version: "2018-08-31", parameters: { n: { type: "number", hidden: true } } },
  };
  const valid = await api.call("POST", "/validate", { body });
  expect(valid.status).toBe(200);
  expect(valid.json).toMatchObject({ Parameters: { n: { Type: "Number", NoEcho: "true" } }, Environment: {} });
  expect((await api.call("POST", "/validate", { body: { template: "a: [" } })).status).toBe(400);

  const types = async (query: string) => (await api.call("GET", `/resource_types?${query}`)).json["resource_types"];
  expect(await types("")).toContain("OS::Heat::Value");
  expect(await types("name=OS::Heat::(Value|Non)")).toEqual(
    expect.arrayContaining(["OS::Heat::Value", "OS::Heat::None"]),
  );
  expect(await types("name=Heat")).toEqual([]);
  expect(await types("name=(")).toEqual([]);
  expect(await types("support_status=DEPRECATED")).toEqual([]);
  expect((await api.call("GET", "/resource_types/OS%3A%3AHeat%3A%3AValue")).json).toHaveProperty(
    "properties.value.type",
  );
  expect((await api.call("GET", "/resource_types/OS::Heat::Nothing")).status).toBe(404);

  const versions = await api.call("GET", "/template_versions");
  expect(column(versions, "template_versions", "version")).toContain("heat_template_version.2018-08-31");
  const functions = async (query: string) =>
    column(
      await api.call("GET", `/template_versions/heat_template_version.rocky/functions${query}`),
      "template_functions",
      "functions",
    );
  expect(await functions("")).toContain("get_attr");
  expect(await functions("")).not.toContain("equals");
  expect(await functions("?with_condition_func=true")).toContain("equals");
  expect((await api.call("GET", "/template_versions/none/functions")).status).toBe(404);
});
