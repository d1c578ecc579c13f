import { expect, test } from "vitest";
import { HttpFailure, type HttpRequest, type HttpResponse } from "#lib/ports.ts";
import { Between, head, network, nothing, objectsOf, wrong } from "../fault-scene.ts";
import { startOnSimulatedCloud, type Harness } from "../harness.ts";

type Send = () => Promise<HttpResponse>;

const answer = (status: number, headers: Record<string, string> = {}): Promise<HttpResponse> =>
  Promise.resolve({ status, headers, body: '{"error":{"message":"no"}}' });
const broken = (): Promise<never> => Promise.reject(new HttpFailure("broken", "the connection broke"));

/** Meets the creations of the network one after the other. */
function meeting(between: Between, ...acts: readonly ((send: Send) => Promise<HttpResponse>)[]): void {
  const left = [...acts];
  between.act = (request: HttpRequest, send) => {
    const creates = request.method === "POST" && request.url.endsWith("/networks");
    return (creates && left.shift()?.(send)) || send();
  };
}

/** The call is on its way for so long, though its sender knows nothing of it any more. */
function sentLater(calor: () => Harness, delayMs: number): (send: Send) => Promise<HttpResponse> {
  return (send) => {
    calor().clock.after(delayMs, () => void send());
    return broken();
  };
}

const made = (calor: Harness): unknown[] =>
  calor.cloud.objects("neutron.networks").filter(({ name }) => String(name).startsWith("test-"));

test("a creation that is refused because it was sent twice on the way finds its object by the marker", async () => {
  const between = new Between();
  await using calor = await startOnSimulatedCloud({ wrap: between.wrap });
  meeting(between, (send) => send().then(() => answer(409)));
  const stack = await calor.create(network);
  expect([await stack.settled(), made(calor).length]).toEqual(["CREATE_COMPLETE", 1]);
});

const joined = `${head}  net: { type: OS::Neutron::Net }
  subnet: { type: OS::Neutron::Subnet, properties: { network: { get_resource: net }, cidr: 10.8.0.0/24 } }
  router: { type: OS::Neutron::Router }
  interface:
    type: OS::Neutron::RouterInterface
    properties: { router: { get_resource: router }, subnet: { get_resource: subnet } }
`;

test("what joins objects of the stack is there where its call was repeated on the way, and the echo refused", async () => {
  const between = new Between();
  await using calor = await startOnSimulatedCloud({ wrap: between.wrap });
  between.act = (request, send) => (request.url.includes("add_router_interface") ? send().then(send) : send());
  const stack = await calor.create(joined);
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
});

test("a refusal after a call of unknown effect does not make its object forgotten", async () => {
  const between = new Between();
  await using calor = await startOnSimulatedCloud({ wrap: between.wrap });
  const before = objectsOf(calor);
  // The first call comes so late that the second one, refused for another reason, is given up before.
  meeting(
    between,
    sentLater(() => calor, 60_000),
    () => answer(400),
  );
  const stack = await calor.create(network);
  expect([await stack.settled(), made(calor).length]).toEqual(["CREATE_FAILED", 0]);
  await calor.clock.advance(60_000);
  expect(made(calor)).toHaveLength(1);
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
  expect(await wrong(calor, stack, before)).toEqual(nothing);
});

test("what a call given up makes long after another one has made the object goes with it", async () => {
  const between = new Between();
  await using calor = await startOnSimulatedCloud({ wrap: between.wrap });
  const before = objectsOf(calor);
  meeting(
    between,
    sentLater(() => calor, 120_000),
  );
  const stack = await calor.create(network);
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  await calor.clock.advance(120_000);
  expect(made(calor)).toHaveLength(2);
  await stack.update(network.replace("Net }", "Net, properties: { tags: [changed] } }"));
  await stack.settled();
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
  expect(await wrong(calor, stack, before)).toEqual(nothing);
});

test.each([false, true])(
  "a call that had to wait before it was sent is looked for as long after that (crash: %s)",
  async (dies) => {
    const between = new Between();
    await using calor = await startOnSimulatedCloud({ wrap: between.wrap });
    // The session waits longer than a call may take; then its call shows its effect late.
    meeting(
      between,
      () => answer(429, { "retry-after": "40" }),
      sentLater(() => calor, 15_000),
    );
    const stack = await calor.create(network);
    await calor.clock.advance(41_000);
    if (dies) {
      calor.kill();
      await calor.restart();
    }
    expect(await stack.settled()).toBe("CREATE_COMPLETE");
    await calor.clock.advance(60_000);
    expect(made(calor)).toHaveLength(1);
  },
);
