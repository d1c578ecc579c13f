import fc from "fast-check";
import { expect, test } from "vitest";
import type { ResourceRow } from "#storage/rows.ts";
import { integer, string } from "#schema/property.ts";
import { createWalk, reconcile } from "../reconcile/reconcile.ts";
import type { Effect } from "../reconcile/reconcile.ts";
import type { Decision, Wanted } from "./decide.ts";
import { decide } from "./decide.ts";
import { isKnown, plan } from "./plan.ts";
import { Secrets } from "./secrets.ts";

const row = (name: string, more: Partial<ResourceRow> = {}): ResourceRow => ({
  id: `${name}-1`,
  stackId: "s",
  rootId: "s",
  name,
  type: "T",
  action: "CREATE",
  status: "COMPLETE",
  reason: "",
  physicalId: name,
  properties: {},
  metadata: {},
  requires: [],
  deletionPolicy: "Delete",
  attributes: {},
  reference: name,
  data: {},
  replaces: null,
  replacedBy: null,
  progress: null,
  intent: null,
  operation: 1,
  createdAt: 1,
  updatedAt: 1,
  ...more,
});

const schemas = {
  size: integer("Size.", { onChange: "update" }),
  image: string("Image."),
  fixed: string("Never changes.", { onChange: "refuse" }),
  key: string("Secret.", { onChange: "update", secret: true }),
};
const wanted = (values: Record<string, unknown>, more: Partial<Wanted> = {}): Wanted => ({
  type: "T",
  schemas,
  values,
  unknown: new Map(),
  metadata: {},
  updatesMetadata: false,
  repairable: false,
  mayReplace: false,
  nested: false,
  ...more,
});

test.each([
  ["nothing changed", row("a", { properties: { size: 1 } }), wanted({ size: 1 }), ["keep"]],
  ["changed in place", row("a", { properties: { size: 1 } }), wanted({ size: 2 }), ["update"]],
  [
    "changed in place, unless the type wants a new one",
    row("a", { properties: { size: 1 } }),
    wanted({ size: 2 }, { mayReplace: true }),
    ["update", "replace"],
  ],
  ["not changeable", row("a", { properties: { image: "x" } }), wanted({ image: "y" }), ["replace"]],
  ["immutable", row("a", { properties: { fixed: "x" } }), wanted({ fixed: "y", image: "y" }), ["refuse"]],
  ["another type", row("a"), wanted({}, { type: "U" }), ["replace"]],
  ["failed before", row("a", { status: "FAILED" }), wanted({}), ["replace"]],
  [
    "failed, perhaps repairable",
    row("a", { status: "FAILED" }),
    wanted({}, { repairable: true }),
    ["replace", "update"],
  ],
  ["never made", row("a", { action: "INIT" }), wanted({}), ["create"]],
  [
    "an unknown value",
    row("a"),
    wanted({}, { unknown: new Map([["image", [{ resource: "b" }]]]) }),
    ["keep", "replace"],
  ],
] as const)("%s", (_, recorded, desired, actions) => {
  expect(decide(recorded, desired).actions).toEqual(actions);
});

test("a secret's value is in no cause", () => {
  const { because } = decide(row("a", { properties: { key: "old-secret" } }), wanted({ key: "new-secret" }));
  expect(JSON.stringify(because)).not.toContain('secret":"');
  expect(JSON.stringify(because)).not.toMatch(/old-secret|new-secret/);
  expect(because).toMatchObject([{ kind: "property", name: "key" }]);
});

test.each([
  [{ actions: ["keep"] }, true, true],
  [{ actions: ["update"] }, true, false],
  [{ actions: ["update"], values: "kept" }, true, true],
  [{ actions: ["update"], values: "mayChange" }, false, false],
  [{ actions: ["keep", "replace"], values: "kept" }, false, false],
  [{ actions: ["create"] }, false, false],
] as const)("%j: the reference is known %s, attributes %s", (decision, reference, attribute) => {
  const whole = { ...decision, because: [] };
  expect(isKnown(whole, { resource: "a" })).toBe(reference);
  expect(isKnown(whole, { resource: "a", attribute: "b" })).toBe(attribute);
});

test("a secret is masked wherever it has come to; what is too short to be told apart only where it is declared", () => {
  const secrets = new Secrets();
  secrets.add({ deep: ["hidden-text", "abc"] });
  expect(secrets.shown("before hidden-text after")).toBe("******");
  expect(secrets.shown({ list: ["hidden-text"] })).toBe("******");
  expect(secrets.shown("abcdef")).toBe("abcdef");
  expect(secrets.shownProperty(schemas.key, "abc")).toBe("******");
});

const keep: Decision = { actions: ["keep"], because: [] };

test("a removal comes after its own name and after what was made after it", () => {
  const net = row("net");
  const port = row("port", { requires: [net.id] });
  const { nodes } = plan({ desired: new Map(), recorded: [net, port], judge: () => keep });
  expect(nodes.get("remove:net-1")?.after).toEqual(["remove:port-1"]);
  const kept = plan({
    desired: new Map([["port", { name: "port", type: "T", requires: [] }]]),
    recorded: [net, port],
    judge: () => keep,
  });
  expect(kept.nodes.get("remove:net-1")?.after).toEqual(["apply:port"]);
});

test("of several rows of a name the one with the least to do is gone on with", () => {
  const old = row("a", { id: "old", properties: { image: "x" }, createdAt: 1 });
  const fresh = row("a", { id: "new", properties: { image: "y" }, createdAt: 2, replaces: "old" });
  const chosen = (image: string): string | undefined =>
    plan({
      desired: new Map([["a", { name: "a", type: "T", requires: [] }]]),
      recorded: [old, fresh],
      judge: (_, one) => decide(one, wanted({ image })),
    }).nodes.get("apply:a")?.rowId;
  expect([chosen("x"), chosen("y")]).toEqual(["old", "new"]);
});

/** Desired and recorded resources, in which each requires only earlier ones. */
const trees = fc
  .array(
    fc.record({
      desired: fc.boolean(),
      rows: fc.nat(2),
      requires: fc.array(fc.nat(20), { maxLength: 3 }),
      replace: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((shapes) => {
    const earlier = (at: number, ids: readonly number[]): number[] => [...new Set(ids.filter((id) => id < at))];
    const desired = new Map(
      shapes.flatMap(({ desired: isDesired, requires }, at) =>
        isDesired
          ? [[`r${at}`, { name: `r${at}`, type: "T", requires: earlier(at, requires).map((id) => `r${id}`) }]]
          : [],
      ),
    );
    const recorded = shapes.flatMap(({ rows, requires }, at) =>
      Array.from({ length: rows }, (__, generation) =>
        row(`r${at}`, {
          id: `r${at}-${generation}`,
          createdAt: generation,
          requires: earlier(at, requires).flatMap((id) => ((shapes[id]?.rows ?? 0) > 0 ? [`r${id}-0`] : [])),
        }),
      ),
    );
    const replaced = new Set(shapes.flatMap(({ replace }, at) => (replace ? [`r${at}`] : [])));
    return { desired, recorded, replaced };
  });

test("any plan is walked to its end, each node once, none before what it comes after", () => {
  fc.assert(
    fc.property(trees, fc.infiniteStream(fc.nat()), ({ desired, recorded, replaced }, choices) => {
      const made = plan({
        desired,
        recorded,
        judge: (name, one) => ({
          actions: [one === undefined ? "create" : replaced.has(name) ? "replace" : "keep"],
          because: [],
        }),
      });
      const walk = createWalk(made);
      const running: string[] = [];
      const finished = new Set<string>();
      let settled: string | undefined;
      const take = (effects: readonly Effect[]): void => {
        for (const effect of effects) {
          if (effect.kind === "settle") settled = effect.status;
          if (effect.kind !== "start") continue;
          expect(running.includes(effect.key) || finished.has(effect.key)).toBe(false);
          for (const before of made.nodes.get(effect.key)?.after ?? []) {
            expect(finished.has(before) || !made.nodes.has(before)).toBe(true);
          }
          running.push(effect.key);
        }
      };
      take(reconcile(walk, { kind: "begun" }));
      while (running.length > 0) {
        const [key = ""] = running.splice((choices.next().value ?? 0) % running.length, 1);
        finished.add(key);
        take(reconcile(walk, { kind: "finished", key }));
      }
      expect(settled).toBe("COMPLETE");
      expect(finished.size).toBe(made.nodes.size);
    }),
    { numRuns: 500 },
  );
});

test("after a failure nothing starts, the stack fails at once, and drains when the last in flight has ended", () => {
  const desired = new Map(
    ["a", "b", "c"].map((name) => [name, { name, type: "T", requires: name === "c" ? ["a"] : [] }]),
  );
  const walk = createWalk(plan({ desired, recorded: [], judge: () => ({ actions: ["create"], because: [] }) }));
  reconcile(walk, { kind: "begun" });
  expect(reconcile(walk, { kind: "failed", key: "apply:b", reason: "broken" })).toEqual([
    { kind: "settle", status: "FAILED", reason: "broken" },
  ]);
  expect(reconcile(walk, { kind: "finished", key: "apply:a" })).toEqual([{ kind: "drained" }]);
});
