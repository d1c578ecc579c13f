import { expect, test } from "vitest";
import { startOnSimulatedCloud, type Harness, type TestStack } from "../../harness.ts";

const member = `
heat_template_version: 2018-08-31
parameters: { index: { type: string }, salt: { type: string } }
resources:
  text: { type: OS::Heat::RandomString, properties: { salt: { get_param: salt } } }
  copy: { type: OS::Heat::Value, properties: { value: { list_join: [" ", [{ get_param: index }, { get_param: salt }]] } } }
outputs:
  copy: { value: { get_attr: [copy, value] } }
  text: { value: { get_resource: text } }
`;
const template = (salt: string, removed: string) => `
heat_template_version: 2018-08-31
resources:
  group:
    type: OS::Heat::ResourceGroup
    update_policy:
      batch_create: { max_batch_size: 2, pause_time: 60 }
      rolling_update: { min_in_service: 2, max_batch_size: 1, pause_time: 60 }
    properties:
      count: 3
      removal_policies: [{ resource_list: [${removed}] }]
      resource_def: { type: member.yaml, properties: { index: "%index%", salt: ${salt} } }
outputs:
  texts: { value: { get_attr: [group, attributes, text] } }
  copies: { value: { get_attr: [group, copy] } }
`;
const files = { files: { "member.yaml": member } };

type Flush = Harness["journal"]["flush"];

/** The engine dies as soon as that write since now is durable, and is not told that it is. */
async function dieAfterWrite(calor: Harness, flush: Flush, number: number): Promise<{ readonly dead: boolean }> {
  const journal = calor.journal as { flush: Flush };
  const state = { dead: false };
  let left = number;
  journal.flush = async (owned, writes) => {
    await flush(owned, writes);
    left -= 1;
    if (left !== 0) return;
    calor.kill();
    state.dead = true;
    journal.flush = flush;
  };
  // A life takes the journal as it finds it.
  calor.kill();
  await calor.restart();
  return state;
}

async function endOf(calor: Harness, stack: TestStack, state: { readonly dead: boolean }): Promise<string> {
  for (let second = 0; second < 900 && !state.dead; second += 1) {
    const row = await calor.journal.stack(stack.id);
    if (row === undefined || row.deletedAt !== null || row.status !== "IN_PROGRESS") break;
    await calor.clock.advance(1000);
  }
  if (state.dead) await calor.restart();
  return stack.settled();
}

test(
  "wherever an engine dies, a group is made, renewed by batches and removed all the same",
  { timeout: 120_000 },
  async () => {
    for (let number = 1, deaths = 1; deaths > 0; number += 1) {
      deaths = 0;
      await using calor = await startOnSimulatedCloud();
      const flush = calor.journal.flush.bind(calor.journal);
      let state = await dieAfterWrite(calor, flush, number);
      const stack = await calor.create(template("a", ""), files);
      expect([number, await endOf(calor, stack, state), await stack.reason()]).toEqual([
        number,
        "CREATE_COMPLETE",
        "Stack CREATE complete",
      ]);
      if (state.dead) deaths += 1;
      const first = (await stack.output("texts")) as Record<string, string>;
      expect([number, Object.keys(first), await stack.output("copies")]).toEqual([
        number,
        ["0", "1", "2"],
        ["0 a", "1 a", "2 a"],
      ]);
      state = await dieAfterWrite(calor, flush, number);
      const reference = JSON.stringify((await referencesOf(calor, stack))["1"]);
      await stack.update(template("b", reference), files);
      expect([number, await endOf(calor, stack, state), await stack.reason()]).toEqual([
        number,
        "UPDATE_COMPLETE",
        "Stack UPDATE complete",
      ]);
      if (state.dead) deaths += 1;
      const second = (await stack.output("texts")) as Record<string, string>;
      expect([number, Object.keys(second), await stack.output("copies")]).toEqual([
        number,
        ["0", "2", "3"],
        ["0 b", "2 b", "3 b"],
      ]);
      expect([second["0"], second["2"]]).not.toContain(first["0"]);
      state = await dieAfterWrite(calor, flush, number);
      await stack.delete();
      expect([number, await endOf(calor, stack, state)]).toEqual([number, "DELETE_COMPLETE"]);
      if (state.dead) deaths += 1;
      expect([...calor.journal.dump().stacks.values()].filter((row) => row.deletedAt === null)).toEqual([]);
    }
  },
);

async function referencesOf(calor: Harness, stack: TestStack): Promise<Record<string, unknown>> {
  const child = await stack.physicalId("group");
  const views = await calor.run(calor.engine.listResources(calor.caller, { id: child }));
  return Object.fromEntries(views.map(({ row }) => [row.name, row.reference]));
}
