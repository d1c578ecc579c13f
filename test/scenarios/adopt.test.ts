import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { takeOverOptions } from "#engine/limits.ts";
import type { StackData } from "#engine/stack-data.ts";
import { startOnSimulatedCloud } from "../harness.ts";

const limits = takeOverOptions;
const segment = `
heat_template_version: 2018-08-31
parameters: { cidr: { type: string }, network: { type: string } }
resources:
  subnet: { type: OS::Neutron::Subnet, properties: { network: { get_param: network }, cidr: { get_param: cidr } } }
  token: { type: OS::Heat::RandomString, properties: { length: 8 } }
outputs: { subnet_id: { value: { get_resource: subnet } }, token: { value: { get_attr: [token, value] } } }
`;
const files = { "segment.yaml": segment };
const template = `
heat_template_version: 2018-08-31
parameters: { tag: { type: string, default: one } }
resources:
  network: { type: OS::Neutron::Net, metadata: { made: here } }
  segment: { type: segment.yaml, properties: { network: { get_resource: network }, cidr: 10.77.0.0/24 } }
  port:
    type: OS::Neutron::Port
    properties:
      network: { get_resource: network }
      name: { list_join: ["-", [port, { get_param: tag }]] }
      fixed_ips: [{ subnet: { get_attr: [segment, subnet_id] } }]
  group:
    type: OS::Heat::ResourceGroup
    properties: { count: 2, resource_def: { type: OS::Cinder::Volume, properties: { size: 1 } } }
outputs:
  address: { value: { get_attr: [port, fixed_ips, 0, ip_address] } }
  token: { value: { get_attr: [segment, token] } }
`;
const templateObjects = ["neutron.networks", "neutron.subnets", "neutron.ports", "cinder.volumes"];

type Calor = Awaited<ReturnType<typeof startOnSimulatedCloud>>;

const objects = (calor: Calor): string[] =>
  templateObjects.flatMap((table) => calor.cloud.objects<{ id: string }>(table).map(({ id }) => id)).sort();
const writes = (calor: Calor): number =>
  calor.cloud.calls().filter(({ method, service }) => method !== "GET" && service !== "identity").length;

test("a stack is abandoned, adopted under another name, updated and deleted; adopting touches nothing", async () => {
  await using calor = await startOnSimulatedCloud({ limits });
  const before = objects(calor);
  const first = await calor.create(template, { files });
  expect(await first.settled()).toBe("CREATE_COMPLETE");
  const made = objects(calor);
  const [address, token, port] = [
    await first.output("address"),
    await first.output("token"),
    await first.physicalId("port"),
  ];
  const calls = writes(calor);
  const exported = await first.export();
  const data = await first.abandon();
  expect(data).toEqual(exported);
  expect(data).toMatchObject({ action: "CREATE", status: "COMPLETE", name: "test", tags: [], files });
  expect(data.resources["segment"]).toMatchObject({ resources: { token: { resource_data: { value: token } } } });
  expect(await first.settled()).toBe("DELETE_COMPLETE");
  expect(calor.journal.dump().resources.size).toBe(0);

  const second = await calor.create("", { name: "second", adopt: JSON.stringify(data), parameters: { tag: "one" } });
  expect(await second.settled()).toBe("ADOPT_COMPLETE");
  expect([...new Set(Object.values(await second.resources()))]).toEqual(["ADOPT_COMPLETE"]);
  expect(await second.output("address")).toBe(address);
  expect(await second.output("token")).toBe(token);
  expect(await second.physicalId("port")).toBe(port);
  expect((await second.events()).filter((event) => event.startsWith("port"))).toEqual([
    "port ADOPT_IN_PROGRESS",
    "port ADOPT_COMPLETE",
  ]);
  expect(writes(calor)).toBe(calls);

  await second.update(template, { files, parameters: { tag: "two" } });
  expect(await second.settled()).toBe("UPDATE_COMPLETE");
  expect(await second.physicalId("port")).toBe(port);
  expect(calor.cloud.objects<{ id: string; name: string }>("neutron.ports").find(({ id }) => id === port)?.name).toBe(
    "port-two",
  );
  expect(objects(calor)).toEqual(made);
  await second.delete();
  expect(await second.settled()).toBe("DELETE_COMPLETE");
  expect(objects(calor)).toEqual(before);
});

/** The data without what it says of one resource. */
function without(data: StackData, name: string): StackData {
  const { [name]: _gone, ...resources } = data.resources;
  return { ...data, resources };
}

test("what the data do not have fails the adoption; the rollback of one forgets and touches nothing", async () => {
  await using calor = await startOnSimulatedCloud({ limits });
  const first = await calor.create(template, { files });
  await first.settled();
  const data = await first.abandon();
  await first.settled();
  const [made, calls] = [objects(calor), writes(calor)];
  for (const name of ["port", "segment"]) {
    const stack = await calor.create("", { name, adopt: without(data, name), disableRollback: true });
    expect(await stack.settled()).toBe("ADOPT_FAILED");
    expect(await stack.reason()).toMatch(new RegExp(`^Resource ADOPT failed: .*resources.${name}: .*no resource id`));
    await stack.abandon();
    expect(await stack.settled()).toBe("DELETE_COMPLETE");
  }
  const rolledBack = await calor.create("", { name: "back", adopt: without(data, "port"), disableRollback: false });
  expect(await rolledBack.settled()).toBe("ROLLBACK_COMPLETE");
  expect(await rolledBack.resources()).toEqual({});
  expect(calor.journal.dump().resources.size).toBe(0);
  expect(objects(calor)).toEqual(made);
  expect(writes(calor)).toBe(calls);
});

/** Kills the engine right after so many commits of its own, from now. */
async function dieAfter(calor: Calor, commits: number): Promise<void> {
  const { journal } = calor;
  const flush = journal.flush.bind(journal);
  let left = commits;
  Object.assign(journal, {
    async flush(...args: Parameters<typeof flush>) {
      await flush(...args);
      left -= 1;
      if (left === 0) calor.kill();
    },
  });
  calor.kill();
  await calor.restart();
  Object.assign(journal, { flush });
}

/** The same on what was done meanwhile. */
async function comeBack(calor: Calor): Promise<void> {
  await calor.clock.advance(60_000);
  calor.kill();
  await calor.restart();
}

test("a kill after any commit of abandoning, and of adopting: the next engine ends it and touches nothing", async () => {
  for (let commits = 1; commits <= 14; commits += 1) {
    await using calor = await startOnSimulatedCloud({ limits, seed: commits });
    const first = await calor.create(template, { files });
    await first.settled();
    const [made, calls] = [objects(calor), writes(calor)];
    await dieAfter(calor, commits);
    const data = await first.abandon();
    await comeBack(calor);
    expect(await first.settled()).toBe("DELETE_COMPLETE");
    expect(calor.journal.dump().resources.size).toBe(0);
    await dieAfter(calor, commits);
    const second = await calor.create("", { name: "second", adopt: data });
    await comeBack(calor);
    expect(await second.settled()).toBe("ADOPT_COMPLETE");
    expect(objects(calor)).toEqual(made);
    expect(writes(calor)).toBe(calls);
    expect([...calor.journal.dump().stacks.values()].filter((row) => row.deletedAt === null)).toHaveLength(3);
  }
});

/** What `openstack stack abandon` of Heat 19 gave: a network, a port, and a nested stack with the subnet. */
const recorded = readFileSync(new URL("./heat-stack-data.json", import.meta.url), "utf8");

/** The data's keys, at any depth of nested stacks; of a resource's own data not. */
function shapeOf(data: StackData): unknown {
  const resources = Object.entries(data.resources).map(([name, resource]) => [
    name,
    "resources" in resource ? shapeOf(resource) : Object.keys(resource).sort(),
  ]);
  return { keys: Object.keys(data).sort(), resources: Object.fromEntries(resources) };
}

test("what Heat abandoned is adopted, with the values that Heat had drawn; ours has the form of Heat's", async () => {
  await using calor = await startOnSimulatedCloud({ limits });
  const heats = JSON.parse(recorded) as StackData;
  const before = objects(calor);
  const made = await calor.create(JSON.stringify(heats.template), { files: heats.files });
  expect(await made.settled()).toBe("CREATE_COMPLETE");
  const ours = await made.abandon();
  await made.settled();
  expect(shapeOf(ours)).toEqual(shapeOf(heats));
  // The objects of the recording, as this cloud has them.
  const idOf = (data: StackData, name: string): string => {
    const resource = data.resources[name];
    return resource && "resource_id" in resource ? (resource.resource_id ?? "") : "";
  };
  const nested = (data: StackData): StackData => data.resources["segment"] as StackData;
  const adopt = recorded
    .replaceAll(idOf(heats, "network"), idOf(ours, "network"))
    .replaceAll(idOf(heats, "port"), idOf(ours, "port"))
    .replaceAll(idOf(nested(heats), "subnet"), idOf(nested(ours), "subnet"));
  const stack = await calor.create("", { name: "from-heat", adopt });
  expect(await stack.settled()).toBe("ADOPT_COMPLETE");
  expect(await stack.output("secret")).toBe("SIpkhb4RFGo3");
  expect(await stack.output("token")).toBe("Zat8h3Gb");
  await stack.update(JSON.stringify(heats.template), { files: heats.files, parameters: { tag: "two" } });
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  expect(await stack.physicalId("port")).toBe(idOf(ours, "port"));
  expect(await stack.output("secret")).toBe("SIpkhb4RFGo3");
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
  expect(objects(calor)).toEqual(before);
});

test("what is refused, and then changed nothing", async () => {
  await using calor = await startOnSimulatedCloud({ limits });
  const stack = await calor.create(template, { files });
  await expect(stack.abandon()).rejects.toThrow(/CREATE_IN_PROGRESS/);
  await calor.clock.advance(100);
  await calor.run(calor.engine.cancelWithoutRollback(calor.caller, { id: stack.id }));
  await expect(stack.abandon()).rejects.toThrow(/CREATE_FAILED, with work under way/);
  expect(await stack.settled()).toBe("CREATE_FAILED");
  await stack.update(template, { files });
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  await expect(calor.create("", { name: "a", adopt: "no: [" })).rejects.toThrow(/adopt_stack_data|stack.s data|line 1/);
  await expect(calor.create("", { name: "a", adopt: { resources: {} } })).rejects.toThrow(/no template/);
  await expect(calor.create("", { name: "test", adopt: await stack.export() })).rejects.toThrow(/"test"/);
  await using closed = await startOnSimulatedCloud();
  const other = await closed.create(template, { files });
  await other.settled();
  await expect(other.export()).rejects.toThrow(/enable_stack_abandon/);
  await expect(other.abandon()).rejects.toThrow(/enable_stack_abandon/);
  await expect(closed.create("", { name: "a", adopt: {} })).rejects.toThrow(/enable_stack_adopt/);
});
