import { expect, test } from "vitest";
import type { Http } from "#lib/ports.ts";
import { compare, type CloudObjects } from "../crash/accounting.ts";
import { startOnSimulatedCloud, type Harness, type TestStack } from "../harness.ts";

const application = `
heat_template_version: 2018-08-31
resources:
  net: { type: OS::Neutron::Net }
  subnet: { type: OS::Neutron::Subnet, properties: { network: { get_resource: net }, cidr: 10.7.0.0/24 } }
  router: { type: OS::Neutron::Router, properties: { external_gateway_info: { network: public } } }
  interface:
    type: OS::Neutron::RouterInterface
    properties: { router: { get_resource: router }, subnet: { get_resource: subnet } }
  port:
    type: OS::Neutron::Port
    properties: { network: { get_resource: net }, fixed_ips: [ { subnet: { get_resource: subnet } } ] }
  address:
    type: OS::Neutron::FloatingIP
    properties: { floating_network: public, port_id: { get_resource: port } }
  volume: { type: OS::Cinder::Volume, properties: { size: 1 } }
  server:
    type: OS::Nova::Server
    properties: { flavor: m1.nano, image: cirros, networks: [ { port: { get_resource: port } } ] }
  attachment:
    type: OS::Cinder::VolumeAttachment
    properties: { volume_id: { get_resource: volume }, instance_uuid: { get_resource: server } }
`;

/** Faults and kills that a test orders between engine and cloud. */
class Wire {
  /** Calls that reached the cloud so far, tokens and discovery not counted. */
  sent = 0;
  /** What happens after the call of that number was answered, before the engine hears of it. */
  readonly afterCall = new Map<number, () => void>();
  readonly creating: { number: number; what: string }[] = [];

  readonly wrap =
    (http: Http): Http =>
    async (request) => {
      if (request.url.includes("/identity/")) return http(request);
      this.sent += 1;
      const number = this.sent;
      const path = new URL(request.url).pathname.replaceAll(/[0-9a-f]{8}-?[0-9a-f-]{23,27}/g, "ID");
      if (request.method === "POST") this.creating.push({ number, what: path });
      const answer = await http(request);
      this.afterCall.get(number)?.();
      return answer;
    };
}

function objectsOf({ cloud }: Harness): CloudObjects {
  return Object.fromEntries(cloud.tableNames().map((name) => [name, cloud.objects(name)]));
}

async function resourcesOf(calor: Harness, stack: TestStack) {
  if ((await calor.journal.stack(stack.id))?.deletedAt != null) return [];
  const views = await calor.run(calor.engine.listResources(calor.caller, { id: stack.id }));
  return views.map(({ row }) => ({
    name: row.name,
    type: row.type,
    physicalId: row.physicalId ?? "",
    status: `${row.action}_${row.status}`,
  }));
}

const nothingWrong = { orphans: [], duplicates: [], losses: [] };

/** How the scenario ends that has a kill after its `number`th call; how many calls there were. */
async function killedAfter(number: number, phase: "create" | "delete"): Promise<{ calls: number; outcome: unknown }> {
  const wire = new Wire();
  await using calor = await startOnSimulatedCloud({ wrap: wire.wrap });
  const before = objectsOf(calor);
  let killed = false;
  const arm = (): void => {
    wire.sent = 0;
    wire.afterCall.set(number, () => {
      killed = true;
      calor.kill();
    });
  };
  if (phase === "create") arm();
  const stack = await calor.create(application);
  if (phase === "delete") {
    await stack.settled();
    arm();
    await stack.delete();
  }
  while (!killed && (await calor.journal.dump()).operations.size > 0) await calor.clock.advance(10);
  const calls = wire.sent;
  if (killed) await calor.restart();
  const state = await stack.settled();
  const resources = await resourcesOf(calor, stack);
  const found = compare({ before, now: objectsOf(calor), resources, nowMs: calor.clock.now() });
  return { calls, outcome: { after: number, state: `${state}: ${await stack.reason()}`, ...found } };
}

test.each([
  ["create", "CREATE"],
  ["delete", "DELETE"],
] as const)("killed after any call of a %s, the next engine ends it: nothing orphaned, doubled, lost", { timeout: 120_000 }, async (phase, action) => {
  const { calls } = await killedAfter(Infinity, phase);
  expect(calls).toBeGreaterThan(10);
  for (let number = 1; number <= calls; number += 1) {
    const { outcome } = await killedAfter(number, phase);
    expect(outcome).toEqual({
      after: number,
      state: `${action}_COMPLETE: Stack ${action} complete`,
      ...nothingWrong,
    });
  }
});
