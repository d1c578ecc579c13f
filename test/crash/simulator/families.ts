import type { StackRequest } from "#engine/requests.ts";
import type { Behaviour } from "./coverage.ts";
import type { Order, Scenario } from "./scenario.ts";
import { shapes, stackOf, type Shape, type Variant } from "./shapes.ts";

type More = Partial<StackRequest>;

/** The words in which a family tells what happens, in one shape. */
interface Words {
  create(variant?: Variant, more?: More): Order;
  update(variant?: Variant, more?: More): Order;
}

type Story = (words: Words, shape: Shape) => readonly Order[];
type Rest = Partial<Pick<Scenario, "volumes" | "brokenVolumes">> & { readonly shapes?: readonly Shape[] };

const remove: Order = { do: "delete" };
const rollsBack: More = { disableRollback: false };
const second: Variant = { renew: "second" };

/** At some moment up to so many ms after what came before. */
function within(withinMs: number, order: Order): Order {
  return { ...order, withinMs };
}

function wordsOf(shape: Shape): Words {
  const order =
    (what: "create" | "update"): Words["create"] =>
    (variant, more) => ({ do: what, request: { ...stackOf(shape, variant), ...more } });
  return { create: order("create"), update: order("update") };
}

function family(name: string, covers: readonly Behaviour[], story: Story, rest: Rest = {}): readonly Scenario[] {
  const { shapes: told = shapes, ...more } = rest;
  return told.map((shape) => ({
    name: `${name}-${shape}`,
    covers,
    shape,
    orders: story(wordsOf(shape), shape),
    ...more,
  }));
}

const trees = ["nested", "grouped"] as const;
const treeCreated: readonly Behaviour[] = [
  "nested stack: rows, status and outputs of its own",
  "provider template",
  "get_attr into members",
  "outputs as attributes",
  "ResourceChain",
];

const changes = [
  family("create", ["create", ...treeCreated], ({ create }) => [create()]),
  family("in-place", ["PUT", "changed in place"], ({ create, update }) => [create(), update({ mark: "two", size: 2 })]),
  family("patch", ["PATCH"], ({ create }) => [create(), { do: "patch", request: { parameters: { mark: "two" } } }]),
  family(
    "replace",
    [
      "replaced: the new one first, dependents moved, the old one removed in the clean-up",
      "what old and new cannot both hold is freed before",
    ],
    ({ create, update }) => [create(), update(second), update()],
  ),
  family("other-type", ["changed type"], ({ create, update }) => [create(), update({ otherType: true })]),
  family(
    "more-and-less",
    ["changed definition: resources added and removed", "ResourceGroup: scaled up and down"],
    ({ create, update }) => [create(), update({ more: true }), update()],
  ),
  family("inverted", ["dependencies inverted on replacement"], ({ create, update }) => [
    create({ inverted: false }),
    update({ inverted: true, ...second }),
  ]),
  family("failed-replaced", ["FAILED resource replaced"], ({ create, update }) => [
    create({ fails: "late" }),
    update({ fails: "mended" }),
  ]),
  family("failed-repaired", ["FAILED resource repaired"], ({ create, update }) => [
    create({ size: 2 }),
    update({ size: 1 }),
    update({ size: 3, mark: "two" }),
  ]),
  family("create-retries", ["create retries"], ({ create }) => [create()], { brokenVolumes: 2 }),
  family("metadata", ["metadata change"], ({ create, update }) => [
    create({ metadata: "a" }),
    update({ metadata: "b" }),
  ]),
  family("immutable", ["immutable parameter"], ({ create, update }) => [
    create(),
    update({ mark: "two" }, { parameters: { mark: "two", fixed: "b" } }),
    update({ mark: "three" }),
  ]),
];

const ends = [
  family("delete", ["deletion policy Delete", "nested stack: delete of the tree"], ({ create }) => [create(), remove]),
  family("retain", ["deletion policy Retain"], ({ create }) => [create({ policy: "Retain" }), remove], {
    volumes: "Retain",
  }),
  family("snapshot", ["deletion policy Snapshot"], ({ create }) => [create({ policy: "Snapshot" }), remove], {
    volumes: "Snapshot",
  }),
  family("delete-in-create", ["delete during create"], ({ create }) => [create(), within(8000, remove)]),
  family("delete-in-long-create", ["delete during create"], ({ create }) => [
    create({ wait: { create: 3000 } }),
    within(8000, remove),
  ]),
  family("delete-in-update", ["delete during update"], ({ create, update }) => [
    create(),
    update({ ...second, more: true }),
    within(8000, remove),
  ]),
];

const overtaken = [
  family("superseded", ["update supersedes an update or creation"], ({ create, update }) => [
    create(),
    within(6000, update({ ...second, mark: "two" })),
  ]),
  family("several", ["several updates in a row", "the best existing row"], ({ create, update }) => [
    create(),
    within(4000, update(second)),
    within(4000, update({ mark: "three", otherType: true })),
    within(4000, update({ ...second, size: 2 })),
  ]),
  family("best-row", ["the best existing row"], ({ create, update }) => [
    create(),
    update(second),
    within(6000, update()),
    within(6000, update(second)),
  ]),
  family("clean-up-missed", ["clean-up missed, then updated, then deleted"], ({ create, update }) => [
    create({ wait: { delete: 90 } }),
    update(second, { timeoutMinutes: 1 }),
    update({ ...second, mark: "two" }),
    remove,
  ]),
  family("clean-up-stopped", ["clean-up missed, then updated, then deleted"], ({ create, update }) => [
    create(),
    update(second),
    within(8000, { do: "stop" }),
    update({ mark: "two" }),
    remove,
  ]),
];

const treeRolledBack: readonly Behaviour[] = ["nested stack: rollback of the tree"];

const undone = [
  family("rollback-early", ["rollback of create, early", ...treeRolledBack], ({ create }) => [
    create({ fails: "early" }, rollsBack),
  ]),
  family("rollback-late", ["rollback of create, late"], ({ create }) => [create({ fails: "late" }, rollsBack)]),
  family("update-rolled-back-early", ["rollback of update, early"], ({ create, update }) => [
    create({}, rollsBack),
    update({ ...second, fails: "early" }, rollsBack),
  ]),
  family("update-rolled-back-late", ["rollback of update, late"], ({ create, update }) => [
    create({}, rollsBack),
    update({ ...second, mark: "two", fails: "late" }, rollsBack),
  ]),
  family("rollback-superseded", ["rollback of a rollback"], ({ create, update }) => [
    create({}, rollsBack),
    update({ ...second, fails: "late" }, rollsBack),
    within(15_000, update({ mark: "three", fails: "early" }, rollsBack)),
    within(8000, update({ mark: "four" }, rollsBack)),
  ]),
  family("rollback-fails", ["rollback of a rollback"], ({ create, update }) => [
    // Going back takes longer than the rollback may.
    create({ wait: { update: 90 } }, rollsBack),
    update({ mark: "two", wait: { update: 1 }, fails: "late" }, { ...rollsBack, timeoutMinutes: 1 }),
    update({ ...second, fails: "late" }, rollsBack),
    update({ mark: "four" }),
  ]),
  family("cancel", ["cancel with rollback", "nested stack: cancel of the tree"], ({ create, update }) => [
    create(),
    update({ ...second, mark: "two" }),
    within(6000, { do: "cancel" }),
  ]),
  family("stop", ["cancel without rollback"], ({ create, update }) => [
    create(),
    within(6000, { do: "stop" }),
    update({ mark: "two" }),
    within(4000, { do: "stop" }),
    update({ ...second }),
  ]),
  family("time-out", ["time-out"], ({ create, update }) => [
    create({ wait: { create: 100_000 } }, { timeoutMinutes: 2 }),
    update(),
  ]),
  family("time-out-restart", ["time-out over a restart"], ({ create, update }) => [
    create({ wait: { create: 100_000 } }, { timeoutMinutes: 2 }),
    within(140_000, { do: "restart" }),
    update(second),
  ]),
];

const child = (shape: Shape): readonly string[] => (shape === "nested" ? ["inner"] : ["group", "0"]);

const more = [
  family("two-stacks", ["several stacks at once"], ({ create, update }) => [
    create(),
    { ...within(3000, create({ mark: "other", key: "other" })), stack: "other" },
    within(8000, update({ mark: "two" })),
    { ...within(8000, remove), stack: "other" },
    { ...create({ mark: "third", key: "other" }), stack: "other" },
  ]),
  family(
    "child-updated",
    ["nested stack: updated directly"],
    ({ create, update }, shape) => [
      create(),
      { do: "patch", child: child(shape), request: { parameters: { mark: "own" } } },
      { ...update({ mark: "two" }), withinMs: 5000 },
    ],
    { shapes: trees },
  ),
];

/** Stories that are told in every shape. */
export const families: readonly Scenario[] = [changes, ends, overtaken, undone, more].flat(2);
