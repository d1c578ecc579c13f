import { expect, test } from "vitest";
import { CloudFault } from "#cloud/fault.ts";
import { startApi } from "../api-scene.ts";
import { always, head, network, nothing, objectsOf, server, wrong } from "../fault-scene.ts";
import { startOnSimulatedCloud } from "../harness.ts";

const slowNetwork = `${head}  slow: { type: OS::Heat::TestResource, properties: { wait_secs: 1200 } }
  net: { type: OS::Neutron::Net, depends_on: slow }\n`;
const minutes = 60_000;

test("a token that expires on the way is renewed without anybody noticing", async () => {
  await using calor = await startOnSimulatedCloud({ settings: { tokenLifetimeMs: 10 * minutes } });
  const stack = await calor.create(slowNetwork);
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  expect(calor.cloud.calls().filter(({ path }) => path.endsWith("/auth/tokens")).length).toBeGreaterThan(1);
  expect(calor.cloud.calls().filter(({ status }) => status === 401)).toEqual([]);
});

test.for([
  [
    { status: 401, message: "The account is locked." },
    /^Unauthorized: .*POST .*auth\/tokens on identity: 401 .*"The account is locked\." — check user, password/,
  ],
  [{ status: 503 }, /^Unavailable: .*POST .*auth\/tokens on identity: 503 unavailable/],
  [{ hang: true as const }, /^Timeout: .*POST .*auth\/tokens on identity: no answer in time/],
] as const)("when the token cannot be renewed the stack says so, and goes on later: %j", async ([effect, says]) => {
  await using calor = await startOnSimulatedCloud({ settings: { tokenLifetimeMs: 10 * minutes } });
  const before = objectsOf(calor);
  const stack = await calor.create(slowNetwork);
  calor.cloud.order({ match: { service: "identity" }, times: always, effect });
  expect(await stack.settled()).toBe("CREATE_FAILED");
  expect((await stack.reason()).replace("Resource CREATE failed: ", "")).toMatch(says);
  calor.cloud.clearFaults();
  await stack.update(slowNetwork);
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  expect(await wrong(calor, stack, before)).toEqual(nothing);
});

test.for([
  ["image", "image"],
  ["flavor", "compute"],
] as const)("a name that bears no %s any more fails its resource, and is corrected by an update", async (named) => {
  const [kind, service] = named;
  await using calor = await startOnSimulatedCloud();
  const before = objectsOf(calor);
  const late = server().replace("depends_on: subnet", "depends_on: [subnet, slow]");
  const stack = await calor.create(`${late}  slow: { type: OS::Heat::TestResource, properties: { wait_secs: 120 } }\n`);
  calor.cloud.order({ match: { service, pathPattern: `${kind}s` }, times: always, effect: { status: 404 } });
  expect(await stack.settled()).toBe("CREATE_FAILED");
  expect(await stack.reason()).toMatch(/^Resource CREATE failed: NotFound: resources.web: /);
  expect(await stack.resources()).toMatchObject({ net: "CREATE_COMPLETE", web: "CREATE_FAILED" });
  const net = await stack.physicalId("net");
  calor.cloud.clearFaults();
  await stack.update(server());
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  expect(await stack.physicalId("net")).toBe(net);
  expect(await wrong(calor, stack, before)).toEqual(nothing);
});

test("a former name that is nothing any more does not keep the update to a new one from happening", async () => {
  await using calor = await startOnSimulatedCloud();
  const before = objectsOf(calor);
  const flavored = (name: string) => server({ flavor: name });
  const stack = await calor.create(flavored("m1.tiny"));
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  const web = await stack.physicalId("web");
  calor.cloud.order({
    match: { service: "compute", pathPattern: "flavors/m1.tiny" },
    times: always,
    effect: { status: 404 },
  });
  await stack.update(flavored("m1.small"));
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  expect(await stack.physicalId("web")).toBe(web);
  expect(await wrong(calor, stack, before)).toEqual(nothing);
});

test.for([403, 409, 500, 503] as const)(
  "a delete that is answered %d fails clearly, the next one ends it",
  async (status) => {
    await using calor = await startOnSimulatedCloud();
    const before = objectsOf(calor);
    const stack = await calor.create(network);
    await stack.settled();
    calor.cloud.order({
      match: { service: "network", method: "DELETE" },
      times: always,
      effect: { status, message: "Not now." },
    });
    await stack.delete();
    expect(await stack.settled()).toBe("DELETE_FAILED");
    expect(await stack.reason()).toMatch(
      new RegExp(
        `^Resource DELETE failed: \\w+: resources.net: DELETE /v2.0/networks/.* on network: ${status} .*"Not now." — `,
      ),
    );
    calor.cloud.clearFaults();
    await stack.delete();
    expect(await stack.settled()).toBe("DELETE_COMPLETE");
    expect(await wrong(calor, stack, before)).toEqual(nothing);
  },
);

test("what is gone from the cloud already does not keep a delete from ending", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(network);
  await stack.settled();
  const id = await stack.physicalId("net");
  calor.cloud.change((context) => context.table("neutron.networks").delete(id));
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
});

test.for([403, 409, 500, 503] as const)(
  "an update that is answered %d fails clearly, the next one changes in place",
  async (status) => {
    await using calor = await startOnSimulatedCloud();
    const before = objectsOf(calor);
    const named = (name: string) => `${head}  net: { type: OS::Neutron::Net, properties: { name: ${name} } }\n`;
    const stack = await calor.create(named("one"));
    await stack.settled();
    const id = await stack.physicalId("net");
    calor.cloud.order({
      match: { service: "network", method: "PUT" },
      times: always,
      effect: { status, message: "Not now." },
    });
    await stack.update(named("two"));
    expect(await stack.settled()).toBe("UPDATE_FAILED");
    expect(await stack.reason()).toMatch(
      new RegExp(
        `^Resource UPDATE failed: \\w+: resources.net: PUT /v2.0/networks/.* on network: ${status} .*"Not now." — `,
      ),
    );
    calor.cloud.clearFaults();
    await stack.update(named("two"));
    expect(await stack.settled()).toBe("UPDATE_COMPLETE");
    expect(await stack.physicalId("net")).toBe(id);
    expect(calor.cloud.objects("neutron.networks").filter(({ name }) => name === "two")).toHaveLength(1);
    expect(await wrong(calor, stack, before)).toEqual(nothing);
  },
);

test.for([
  [403, "Forbidden"],
  [503, "ServiceUnavailable"],
] as const)(
  "a cloud that answers %d when the stack's credential is made refuses the request",
  async ([status, type]) => {
    const facts = { service: "identity", status, mayHaveHadEffect: false, transient: false };
    const fault = new CloudFault({
      kind: status === 403 ? "forbidden" : "unavailable",
      message: "The cloud's words.",
      ...facts,
    });
    await using api = await startApi({ credentialFor: () => Promise.reject(fault) });
    const answer = await api.call("POST", "/stacks", { body: { stack_name: "test", template: network } });
    expect([answer.status, answer.json["error"]]).toEqual([
      status,
      { type, message: expect.stringContaining("The cloud's words."), traceback: null },
    ]);
    expect(api.calor.journal.dump().stacks.size).toBe(0);
  },
);

test("work that takes too long fails in time, and says what it was last seen at", async () => {
  await using calor = await startOnSimulatedCloud({ settings: { durations: { "nova.boot": 15 * minutes } } });
  const before = objectsOf(calor);
  const stack = await calor.create(server(), { timeoutMinutes: 10 });
  expect(await stack.settled()).toBe("CREATE_FAILED");
  const views = await calor.run(calor.engine.listResources(calor.caller, { id: stack.id }));
  const web = views.find(({ row }) => row.name === "web")?.row;
  expect(web?.reason).toMatch(/^\w+: resources\.web: CREATE did not end within 10 minutes; last seen: .*BUILD/);
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
  expect(await wrong(calor, stack, before)).toEqual(nothing);
});
