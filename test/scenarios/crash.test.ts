import { expect, test } from "vitest";
import { HttpFailure, type Http, type HttpResponse } from "#lib/ports.ts";
import type { SimRow } from "#simcloud/simulated-cloud.ts";
import { compare, type CloudObjects } from "../crash/accounting.ts";
import { startOnSimulatedCloud, type Harness, type TestStack } from "../harness.ts";

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGvZ0c1Y2yMnpXcHcWBTOIwO2y1gKCPCi0Xm0cyPYGDx someone";

/** All kinds of objects that a small application has; `more` is what an update changes. */
const application = (more = { name: "", size: 1, flavor: "m1.nano", extra: "one" }): string => `
heat_template_version: 2018-08-31
resources:
  net: { type: OS::Neutron::Net }
  subnet: { type: OS::Neutron::Subnet, properties: { network: { get_resource: net }, cidr: 10.7.0.0/24 } }
  router: { type: OS::Neutron::Router, properties: { external_gateway_info: { network: public } } }
  interface:
    type: OS::Neutron::RouterInterface
    properties: { router: { get_resource: router }, subnet: { get_resource: subnet } }
  group: { type: OS::Neutron::SecurityGroup, properties: { rules: [ { protocol: tcp, port_range_min: 22 } ] } }
  port:
    type: OS::Neutron::Port
    properties:
      network: { get_resource: net }
      security_groups: [ { get_resource: group } ]
      fixed_ips: [ { subnet: { get_resource: subnet } } ]
  address:
    type: OS::Neutron::FloatingIP
    properties: { floating_network: public, port_id: { get_resource: port } }
  volume: { type: OS::Cinder::Volume, properties: { size: ${more.size} } }
  key: { type: OS::Nova::KeyPair, properties: { name: key, public_key: "${publicKey}" } }
  server:
    type: OS::Nova::Server
    properties:
      ${more.name === "" ? "" : `name: ${more.name}`}
      flavor: ${more.flavor}
      image: cirros
      key_name: { get_resource: key }
      networks: [ { port: { get_resource: port } } ]
  attachment:
    type: OS::Cinder::VolumeAttachment
    properties: { volume_id: { get_resource: volume }, instance_uuid: { get_resource: server } }
  ${more.extra}: { type: OS::Neutron::Net }
`;

const changed = application({ name: "renamed", size: 2, flavor: "m1.tiny", extra: "other" });

/** Stands between engine and cloud, and acts on the call of a given number. */
class Wire {
  /** Calls so far since `arm`; signing in is not counted. */
  calls: string[] = [];
  #number = Infinity;
  #act: ((send: () => Promise<HttpResponse>) => Promise<HttpResponse>) | undefined;

  /** From now on the calls are counted; `act` sends the one of that number. */
  arm(number: number, act: (send: () => Promise<HttpResponse>) => Promise<HttpResponse>): void {
    this.calls = [];
    this.#number = number;
    this.#act = act;
  }

  readonly wrap =
    (http: Http): Http =>
    (request) => {
      const path = new URL(request.url).pathname;
      if (path.startsWith("/identity/")) return http(request);
      this.calls.push(`${request.method} ${path}`);
      return this.calls.length === this.#number && this.#act ? this.#act(() => http(request)) : http(request);
    };
}

function objectsOf({ cloud }: Harness): CloudObjects {
  return Object.fromEntries(cloud.tableNames().map((name) => [name, cloud.objects<SimRow>(name)]));
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

type Phase = "create" | "update" | "delete";

/** A stack about to do what the phase says; the wire is armed first. Names are known by then: a command that asks for them is no part of the phase. */
async function begin(calor: Harness, phase: Phase, arm: () => void): Promise<TestStack> {
  const { engine, caller } = calor;
  if (phase === "create") {
    await calor.run(engine.previewCreate(caller, "names", { template: application() }));
    arm();
    return calor.create(application());
  }
  const stack = await calor.create(application());
  await stack.settled();
  if (phase === "update") await calor.run(engine.previewCreate(caller, "names", { template: changed }));
  arm();
  await (phase === "update" ? stack.update(changed) : stack.delete());
  return stack;
}

async function end(calor: Harness, stack: TestStack, before: CloudObjects) {
  const state = await stack.settled();
  const resources = await resourcesOf(calor, stack);
  const found = compare({ before, now: objectsOf(calor), resources, nowMs: calor.clock.now() });
  return { state: `${state}: ${await stack.reason()}`, ...found };
}

/** Whether the call on which the engine dies still has its effect. */
type Moment = "before" | "after";

/** How a phase ends in which the engine dies before or after its `number`th call; the calls of the phase. */
async function killedAt(number: number, phase: Phase, moment: Moment) {
  const wire = new Wire();
  await using calor = await startOnSimulatedCloud({ wrap: wire.wrap });
  const before = objectsOf(calor);
  let killed = false;
  const stack = await begin(calor, phase, () =>
    wire.arm(number, async (send) => {
      if (moment === "after") await send();
      killed = true;
      calor.kill();
      // The dead hear nothing any more.
      return new Promise(() => undefined);
    }),
  );
  while (!killed && calor.journal.dump().operations.size > 0) await calor.clock.advance(10);
  if (killed) await calor.restart();
  return { calls: wire.calls, outcome: { number, killed, ...(await end(calor, stack, before)) } };
}

/** How a phase ends whose `number`th call has its effect `lateMs` later while its answer is lost at once. */
async function answerLost(number: number, phase: Phase, lateMs: number) {
  const wire = new Wire();
  await using calor = await startOnSimulatedCloud({ wrap: wire.wrap });
  const before = objectsOf(calor);
  const stack = await begin(calor, phase, () =>
    wire.arm(number, async (send) => {
      if (lateMs > 0) calor.cloud.order({ match: {}, effect: { visibleAfterMs: lateMs } });
      await send();
      throw new HttpFailure("broken", "the connection broke");
    }),
  );
  return { calls: wire.calls, outcome: { number, ...(await end(calor, stack, before)) } };
}

const slow = { timeout: 120_000 };

const everyKill = (["create", "update", "delete"] as const).flatMap((phase) =>
  (["before", "after"] as const).map((moment): [Moment, Phase] => [moment, phase]),
);

test.each(everyKill)(
  "killed %s any call of a %s, the next engine ends it: nothing orphaned, doubled, lost",
  slow,
  async (moment, phase) => {
    const { calls } = await killedAt(Infinity, phase, moment);
    expect(calls.length).toBeGreaterThan(10);
    const action = phase.toUpperCase();
    for (let number = 1; number <= calls.length; number += 1) {
      const { outcome } = await killedAt(number, phase, moment);
      expect({ call: calls[number - 1], ...outcome }).toEqual({
        call: calls[number - 1],
        number,
        killed: true,
        state: `${action}_COMPLETE: Stack ${action} complete`,
        ...nothingWrong,
      });
    }
  },
);

test.each<[Phase, number]>([
  ["create", 0],
  ["create", 5000],
  ["update", 0],
  ["delete", 0],
])(
  "a %s whose call loses its answer, the effect seen %d ms later, leaves one object of each",
  slow,
  async (phase, lateMs) => {
    const { calls } = await answerLost(Infinity, phase, lateMs);
    const action = phase.toUpperCase();
    const changing = calls.flatMap((call, at) => (call.startsWith("GET") ? [] : [at + 1]));
    expect(changing.length).toBeGreaterThan(4);
    for (const number of changing) {
      const { outcome } = await answerLost(number, phase, lateMs);
      expect({ call: calls[number - 1], ...outcome }).toEqual({
        call: calls[number - 1],
        number,
        state: `${action}_COMPLETE: Stack ${action} complete`,
        ...nothingWrong,
      });
    }
  },
);
