import fc from "fast-check";
import { expect, test } from "vitest";
import type { ResourceView } from "#engine/requests.ts";
import type { PlannedAction } from "#engine/plan/decide.ts";
import type { StackPlan } from "#engine/plan/planned.ts";
import { startOnSimulatedCloud } from "../harness.ts";

/** A resource of a random template; `from` is an earlier one it reads from. */
const shape = fc.record({
  there: fc.boolean(),
  kind: fc.constantFrom("test", "test", "random", "nested", "nested", "group", "chain"),
  read: fc.constantFrom("nothing", "attribute", "reference", "parameter"),
  from: fc.nat(10),
  value: fc.constantFrom("a", "b"),
  fixed: fc.constantFrom("x", "x", "y"),
  replaced: fc.boolean(),
  count: fc.integer({ min: 0, max: 3 }),
  removed: fc.constantFrom([], [], ["0"]),
  rolling: fc.boolean(),
  fails: fc.constantFrom(false, false, false, false, true),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;
type Entry = readonly [name: string, resource: unknown];

const child = (fixed: string): string => `
heat_template_version: 2018-08-31
parameters: { value: { type: string, default: none } }
resources:
  first: { type: OS::Heat::TestResource, properties: { value: { get_param: value }, update_replace_value: ${fixed} } }
  second: { type: OS::Heat::TestResource, properties: { value: { get_attr: [first, output] } } }
  third: { type: OS::Heat::RandomString, properties: { salt: { get_resource: first } } }
outputs: { output: { value: { list_join: ["-", [{ get_attr: [second, output] }, ${fixed}]] } } }
`;
const files = { "x.yaml": child("x"), "y.yaml": child("y") };
const editedFiles = { ...files, "x.yaml": child("z") };

const types = { test: "OS::Heat::TestResource", random: "OS::Heat::RandomString" } as const;
const member = "resource.0.output";
const attributes = { test: "output", random: "value", nested: "output", group: member, chain: member } as const;

/** A group, with members that stand only meanwhile where it is rolling. */
function groupOf({ fixed, count, removed, rolling }: Shape, value: unknown): unknown {
  const resourceDefinition = { type: types.test, properties: { value, update_replace_value: `${fixed} %index%` } };
  return {
    type: "OS::Heat::ResourceGroup",
    properties: { count, resource_def: resourceDefinition, removal_policies: [{ resource_list: removed }] },
    ...(rolling && { update_policy: { rolling_update: { min_in_service: 1, max_batch_size: 1 } } }),
  };
}

function chainOf({ fixed }: Shape, value: unknown): unknown {
  const resources = Array.from({ length: fixed === "x" ? 2 : 3 }, () => types.test);
  return { type: "OS::Heat::ResourceChain", properties: { resources, resource_properties: { value } } };
}

function templateOf(shapes: readonly Shape[], mayFail: boolean): string {
  const resources = shapes.flatMap((each, at): readonly Entry[] => {
    if (!each.there) return [];
    const from = shapes[each.from % Math.max(at, 1)];
    const other = at > 0 && from?.there === true ? `r${each.from % at}` : undefined;
    const readings: Record<string, unknown> = {
      parameter: { get_param: "p" },
      reference: other === undefined ? each.value : { get_resource: other },
      attribute: other === undefined || from === undefined ? each.value : { get_attr: [other, attributes[from.kind]] },
    };
    const value = readings[each.read] ?? each.value;
    const { kind } = each;
    if (kind === "nested") return [[`r${at}`, { type: `${each.fixed}.yaml`, properties: { value } }]];
    if (kind === "group") return [[`r${at}`, groupOf(each, value)]];
    if (kind === "chain") return [[`r${at}`, chainOf(each, value)]];
    const properties =
      kind === "random"
        ? { length: each.fixed === "x" ? 8 : 9, salt: value }
        : { value, update_replace_value: each.fixed, update_replace: each.replaced, fail: mayFail && each.fails };
    return [[`r${at}`, { type: types[kind], properties }]];
  });
  return JSON.stringify({
    heat_template_version: "2018-08-31",
    parameters: { p: { type: "string" } },
    resources: Object.fromEntries(resources) as unknown,
  });
}

/** What was done to each resource of a stack that was there before, from its rows before and after. */
function doneTo(before: ResourceView | undefined, after: ResourceView | undefined): PlannedAction {
  if (after === undefined) return "delete";
  if (before === undefined) return "create";
  if (before.row.id !== after.row.id) return "replace";
  if (after.row.action === "UPDATE" && after.row.operation !== before.row.operation) return "update";
  return before.row.action === "INIT" && after.row.action !== "INIT" ? "create" : "keep";
}

/** Every resource in which the execution did what the plan of its stack did not name. */
function unnamed(plan: StackPlan, before: readonly ResourceView[], after: readonly ResourceView[]): readonly string[] {
  const stackId = plan.row?.id;
  if (stackId === undefined) return [];
  const of = (views: readonly ResourceView[]): ReadonlyMap<string, ResourceView> =>
    new Map(views.filter((view) => view.stack.id === stackId).map((view) => [view.row.name, view]));
  const [was, is] = [of(before), of(after)];
  const wrong = [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const done = doneTo(was.get(name), is.get(name));
    const named = plan.resources.filter((planned) => planned.name === name);
    // Of a stack whose resources only the run can tell nothing is named, and it says so.
    if (plan.waitsFor) return [];
    if (done === "keep" || named.some((planned) => planned.node.decision.actions.includes(done))) return [];
    const planned = named.map(({ node }) => node.decision.actions.join("|")).join(" ");
    return [`${plan.name}.${name}: ${done}, planned was ${planned || "nothing"}`];
  });
  const replaced = (name: string): boolean => was.get(name)?.row.id !== is.get(name)?.row.id;
  const below = plan.resources.flatMap(({ name, nested }) =>
    nested === undefined || replaced(name) ? [] : unnamed(nested, before, after),
  );
  return [...wrong, ...below];
}

const trees = fc.tuple(
  fc.array(shape, { minLength: 2, maxLength: 6 }),
  fc.array(shape, { minLength: 2, maxLength: 6 }),
  fc.constantFrom("one", "two"),
  fc.constantFrom(files, files, editedFiles),
);

test("whatever is updated to whatever: what the execution does is among what the plan named, in the whole tree", async () => {
  let changes = 0;
  await fc.assert(
    fc.asyncProperty(trees, async ([first, changed, p, newFiles]) => {
      // Half of the resources stay what they were, so that updates are not all replacements.
      const second = first.map((each, at) => (at % 2 === 0 ? each : (changed[at] ?? each)));
      await using calor = await startOnSimulatedCloud();
      const stack = await calor.create(templateOf(first, true), { files, parameters: { p: "one" } });
      await stack.settled();
      const rows = () => calor.run(calor.engine.listResources(calor.caller, { id: stack.id }, 3));
      const before = await rows();
      const change = { template: templateOf(second, false), files: newFiles, parameters: { p }, existing: false };
      const preview = () => calor.run(calor.engine.previewUpdate(calor.caller, { id: stack.id }, change));
      const { plan } = await preview();
      await stack.update(change.template, change);
      expect(await stack.settled()).toBe("UPDATE_COMPLETE");
      expect(unnamed(plan, before, await rows())).toEqual([]);
      if (plan.changes) changes += 1;
      // What was brought to the definition needs nothing more; a removal policy goes on removing who has come to its name.
      const removes = second.some(({ there, kind, removed }) => there && kind === "group" && removed.length > 0);
      expect(removes || !(await preview()).plan.changes).toBe(true);
    }),
    { numRuns: 200 },
  );
  expect(changes).toBeGreaterThan(20);
});
