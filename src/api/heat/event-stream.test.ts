import { expect, test } from "vitest";
import type { ApiScene } from "../../../test/api-scene.ts";
import { startApi } from "../../../test/api-scene.ts";

const version = "heat_template_version: 2018-08-31";
const slow = (name: string, seconds: number): string =>
  `  ${name}: { type: OS::Heat::TestResource, properties: { value: x, wait_secs: ${seconds} } }`;
const template = `${version}\nresources:\n  a-b: { type: middle.yaml }\n${slow("own", 40)}\n`;
const files = {
  "middle.yaml": `${version}\nresources:\n  in-ner: { type: inner.yaml }\n`,
  "inner.yaml": `${version}\nresources:\n${slow("leaf", 5)}\n`,
};

interface Message {
  readonly id?: string;
  readonly event?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The messages of a stream's text; those that clients do not see are left out. */
function messagesOf(text: string): Message[] {
  const blocks = text.split("\n\n").filter((block) => block.includes("data: "));
  return blocks.map((block) => {
    const fields = Object.fromEntries(
      block.split("\n").map((line) => [line.split(": ", 1)[0], line.replace(/^\w+: /, "")]),
    );
    return { ...fields, data: JSON.parse(fields["data"] ?? "") as Message["data"] };
  });
}

function told({ data }: Message): string {
  return [...(data["nesting_path"] as string[]), data["resource_name"], data["resource_status"]].join(" ");
}

async function create(api: ApiScene, name = "app"): Promise<string> {
  const { json } = await api.call("POST", "/stacks", { body: { stack_name: name, template, files } });
  return `/stacks/${name}/${String(json["stack"]?.["id"])}`;
}

test("the stream tells of the whole tree and ends with the stack's final state", async () => {
  await using api = await startApi();
  const path = await create(api);
  const stream = await api.call("GET", `${path}/events/stream?until=settled`);
  expect(stream.status).toBe(200);
  expect(stream.headers).toMatchObject({
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    connection: "close",
  });
  expect(stream.text).toMatch(/^retry: 1000\n\n/);
  // 40 seconds of waiting: signs of life.
  expect(stream.text).toContain("\n\n:\n\n");
  const messages = messagesOf(stream.text);
  const events = messages.slice(0, -1);
  expect(messages.at(-1)).toMatchObject({
    event: "settled",
    data: { stack_name: "app", stack_status: "CREATE_COMPLETE" },
  });
  expect(events.map(told)).toEqual(
    expect.arrayContaining([
      "app CREATE_IN_PROGRESS",
      "a-b CREATE_IN_PROGRESS",
      "a-b in-ner leaf CREATE_COMPLETE",
      "own CREATE_COMPLETE",
    ]),
  );
  expect(told(events.at(-1) as Message)).toBe("app CREATE_COMPLETE");
  const listed = await api.call("GET", `${path}/events?nested_depth=5&sort_dir=asc`);
  const rows = listed.json["events"] as unknown as Message["data"][];
  expect(events.map(({ id }) => id)).toEqual(rows.map((row) => row["id"]));
  for (const [index, row] of rows.entries()) expect(events[index]?.data).toMatchObject(row);
});

test("a stream goes on behind Last-Event-ID, wherever that was, with nothing lost or repeated", async () => {
  await using api = await startApi();
  const path = await create(api);
  const whole = messagesOf((await api.call("GET", `${path}/events/stream?until=settled`)).text);
  const ids = whole.map(({ id }) => id);
  for (const [index, id] of ids.slice(0, -1).entries()) {
    const headers = { "last-event-id": String(id) };
    const rest = await api.call("GET", `${path}/events/stream?until=settled`, { headers });
    expect(messagesOf(rest.text).map((message) => message.id)).toEqual(ids.slice(index + 1));
  }
  const fromNow = await api.call("GET", `${path}/events/stream?until=settled&from=now`);
  expect(messagesOf(fromNow.text)).toHaveLength(1);
  const headers = { "last-event-id": "nothing" };
  const unknown = await api.call("GET", `${path}/events/stream?until=settled`, { headers });
  expect(messagesOf(unknown.text).map(({ id }) => id)).toEqual(ids);
});

test("an update's stream is not ended by what the stack was before; a nested stack's has its own events only", async () => {
  await using api = await startApi();
  const path = await create(api);
  await api.call("GET", `${path}/events/stream?until=settled`);
  const change = { body: { template: template.replace("wait_secs: 40", "wait_secs: 41"), files } };
  expect((await api.call("PUT", path, change)).status).toBe(202);
  const update = messagesOf((await api.call("GET", `${path}/events/stream?until=settled`)).text);
  expect(update.at(-1)?.data["stack_status"]).toBe("UPDATE_COMPLETE");
  expect(update.slice(0, -1).map(told)).toContain("app CREATE_COMPLETE");
  const resource = await api.call("GET", `${path}/resources/a-b`);
  const nested = String(resource.json["resource"]?.["physical_resource_id"]);
  const row = await api.calor.journal.stack(nested);
  const inner = await api.call("GET", `/stacks/${row?.name}/${nested}/events/stream?until=settled`);
  const events = messagesOf(inner.text).slice(0, -1).map(told);
  expect(events).toContain("in-ner leaf CREATE_COMPLETE");
  expect(events.filter((text) => /^(own|app|a-b) /.test(text))).toEqual([]);
});

test("who may not list events, or names no stack, gets no stream", async () => {
  await using api = await startApi();
  const path = await create(api);
  const status = async (target: string, token = "member"): Promise<number> =>
    (await api.call("GET", `${target}/events/stream?until=settled`, { token })).status;
  expect(await status(path, "guest")).toBe(403);
  expect(await status(path, "stranger")).toBe(403);
  expect(await status("/stacks/app/nothing")).toBe(404);
  expect((await api.call("GET", `${path}/events/stream?until=never`)).status).toBe(400);
  expect((await api.call("POST", `${path}/events/stream`, { body: {} })).status).toBe(405);
});
