import type { StackRequest } from "#engine/requests.ts";
import * as t from "./scenario-templates.ts";

/** One thing that the user asks for. */
export interface Order {
  readonly do: "create" | "update" | "delete" | "cancel";
  readonly template?: string;
  /** When: once what was ordered before has ended, or at some moment up to so many ms after it was ordered. */
  readonly withinMs?: number;
  readonly more?: Partial<StackRequest>;
}

/** What happens to one stack in a run, from its creation on. */
export interface Scenario {
  readonly name: string;
  readonly orders: readonly Order[];
  /** Everything of these resources stays when the stack goes. */
  readonly retained?: readonly string[];
}

const create = (template: string, more: Partial<StackRequest> = {}): Order => ({ do: "create", template, more });
const update = (template: string, more: Partial<StackRequest> = {}): Order => ({ do: "update", template, more });
const within = (withinMs: number, order: Order): Order => ({ ...order, withinMs });
const remove: Order = { do: "delete" };
const rollsBack = { disableRollback: false };

/** All there are, in the order in which they are played. */
export const scenarios: readonly Scenario[] = [
  { name: "create-flat", orders: [create(t.flat())] },
  { name: "create-chain", orders: [create(t.chain())] },
  { name: "create-named", orders: [create(t.named())] },
  { name: "update-in-place", orders: [create(t.flat()), update(t.flat({ size: 2, mark: "two" }))] },
  { name: "replace", orders: [create(t.chain()), update(t.chain({ cidr: "10.9.0.0/24" }))] },
  {
    name: "replace-and-back",
    orders: [create(t.chain()), update(t.chain({ cidr: "10.9.0.0/24" })), update(t.chain())],
  },
  { name: "add-and-remove", orders: [create(t.flat()), update(t.flat({ without: true })), update(t.flat())] },
  { name: "order-inverted", orders: [create(t.ordered("a", "b", "x")), update(t.ordered("b", "a", "y"))] },
  { name: "delete", orders: [create(t.chain()), remove] },
  { name: "delete-during-create", orders: [create(t.chain()), within(6000, remove)] },
  {
    name: "delete-during-update",
    orders: [create(t.chain()), update(t.chain({ cidr: "10.9.0.0/24" })), within(6000, remove)],
  },
  {
    name: "update-supersedes-create",
    orders: [create(t.chain()), within(6000, update(t.chain({ cidr: "10.9.0.0/24", mark: "two" })))],
  },
  {
    name: "several-updates",
    orders: [
      create(t.chain()),
      within(4000, update(t.chain({ cidr: "10.9.0.0/24" }))),
      within(4000, update(t.flat({ mark: "three" }))),
      within(4000, update(t.chain({ mark: "four" }))),
    ],
  },
  { name: "rollback-of-create-early", orders: [create(t.failing("early"), rollsBack)] },
  { name: "rollback-of-create-late", orders: [create(t.failing("late"), rollsBack)] },
  {
    name: "rollback-of-update",
    orders: [create(t.chain(), rollsBack), update(t.failing("late", { cidr: "10.9.0.0/24" }), rollsBack)],
  },
  {
    name: "cancel-update",
    orders: [create(t.chain()), update(t.chain({ cidr: "10.9.0.0/24", mark: "two" })), within(4000, { do: "cancel" })],
  },
  { name: "failed-then-repaired", orders: [create(t.failing("late")), update(t.chain())] },
  { name: "nested-create", orders: [create(t.parent(), t.nested())] },
  {
    name: "nested-update",
    orders: [create(t.parent(), t.nested()), update(t.parent({ mark: "two" }), t.nested({ cidr: "10.9.0.0/24" }))],
  },
  { name: "nested-delete", orders: [create(t.parent(), t.nested()), remove] },
  { name: "nested-delete-during-create", orders: [create(t.parent(), t.nested()), within(6000, remove)] },
  {
    name: "nested-update-during-create",
    orders: [create(t.parent(), t.nested()), within(6000, update(t.parent({ mark: "two" }), t.nested({ mark: "in" })))],
  },
  { name: "nested-rollback", orders: [create(t.parent(), { ...t.nested({ fails: true }), ...rollsBack })] },
  { name: "retain", orders: [create(t.retaining()), remove], retained: ["kept"] },
  { name: "time-out", orders: [create(t.endless(), { timeoutMinutes: 2 }), update(t.flat())] },
  { name: "application", orders: [create(t.application()), update(t.application({ size: 2, mark: "renamed" }))] },
  { name: "application-delete", orders: [create(t.application()), within(15_000, remove)] },
];
