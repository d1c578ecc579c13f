import type { ChildDefinition, PlannedContext, ResourceContext } from "#resource-model/context.ts";
import type { Step } from "#resource-model/step.ts";
import { createChild, updateChild } from "#resource-model/child-steps.ts";
import { done, waitingUntil } from "#resource-model/outcome.ts";
import { memberNames, memberResource, removedNames } from "./group-members.ts";
import type { groupProperties } from "./group-properties.ts";
import { memberOutputs } from "./member-attributes.ts";
import type { Batch } from "./rolling-batches.ts";
import { afterBatch, batchesTo } from "./rolling-batches.ts";

type Json = Readonly<Record<string, unknown>>;
type Context = ResourceContext<typeof groupProperties>;
type Planned = PlannedContext<typeof groupProperties>;
type GroupStep = Step<typeof groupProperties>;

/** Names of the group's members. */
export function namesOf(c: Planned): readonly string[] {
  return memberNames(c.props.count, removedNames(c));
}

/** The child stack of all members as they are defined now. */
function wholeChild(c: Context): ChildDefinition {
  c.child.requireRoom(c.props.count);
  return { template: { document: wholeTemplate(c) }, parameters: {} };
}

/** The template of all members as they are defined now. */
export function wholeTemplate(c: Planned): Json {
  return templateOf(c, Object.fromEntries(namesOf(c).map((name) => [name, resourceOf(c, name)])));
}

function resourceOf({ props }: Planned, name: string): Json {
  return memberResource(props.resource_def, props.index_var, name);
}

function templateOf(c: Planned, resources: Json): Json {
  const names = namesOf(c).filter((name) => Object.hasOwn(resources, name));
  return { heat_template_version: "2018-08-31", resources, outputs: memberOutputs(c, names) };
}

/** The child stack after a batch, from what it is now. */
async function batchChild(c: Context, batch: Batch): Promise<ChildDefinition> {
  c.child.requireRoom(batch.members);
  const removed = removedNames(c);
  const template = await c.child.template();
  const existing = Object.entries((template?.resources ?? {}) as Json).filter(([name]) => !removed.has(name));
  const members = afterBatch(existing, {
    batch,
    names: memberNames(Math.max(batch.members, c.props.count), removed),
    wanted: c.props.count,
    renewed: (name) => resourceOf(c, name),
    isRenewed: ([name, resource]) => sameJson(resource, resourceOf(c, name)),
  });
  return { template: { document: templateOf(c, Object.fromEntries(members)) }, parameters: {} };
}

function sameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** How a policy wants the members to be made or changed. */
export interface BatchPolicy {
  readonly max_batch_size: number;
  readonly min_in_service?: number;
  readonly pause_time: number;
}

// The plan is kept in the names of the steps: they are what is stored of an action, before anything is done.
const batchName = ({ members, renewed }: Batch, number: number): string =>
  `batch ${number}: ${members} members, ${renewed} of them new`;
const pauseName = (seconds: number, number: number): string => `pause of ${seconds} s after batch ${number}`;
const batchPattern = /^batch (\d+): (\d+) members, (\d+) of them new$/;
const pausePattern = /^pause of ([\d.e+-]+) s after batch \d+$/;

function stepNames(
  c: Context,
  removed: ReadonlySet<string>,
  { max_batch_size: most, min_in_service: inService = 0, pause_time }: BatchPolicy,
): readonly string[] {
  c.child.requireRoom(c.props.count);
  const current = [...c.child.references().keys()].filter((name) => !removed.has(name)).length;
  const batches = batchesTo(c.props.count, current, { most, inService });
  return batches.flatMap((batch, at) => [
    batchName(batch, at + 1),
    ...(pause_time > 0 && at < batches.length - 1 ? [pauseName(pause_time, at + 1)] : []),
  ]);
}

/** The steps that make or change the members by batches; where the action is taken up again, those it was begun with. */
export function batchSteps(
  c: Context,
  policy: BatchPolicy | undefined,
  removed = removedNames(c),
): readonly GroupStep[] {
  const begun = c.begun.filter((name) => batchPattern.test(name) || pausePattern.test(name));
  const names = c.begun.length > 0 || policy === undefined ? begun : stepNames(c, removed, policy);
  return names.map((name): GroupStep => {
    const [, number, members, renewed] = batchPattern.exec(name) ?? [];
    if (number === undefined) return pauseStep(name);
    const batch = { members: Number(members), renewed: Number(renewed) };
    return updateChild(name, (now) => batchChild(now, batch));
  });
}

function pauseStep(name: string): GroupStep {
  const ms = Number(pausePattern.exec(name)?.[1] ?? 0) * 1000;
  return {
    name,
    until: (c) => (c.now < c.stepStartedAt + ms ? waitingUntil(c.stepStartedAt + ms, name) : done),
  };
}

/** Makes all members at once. */
export const createAtOnce: GroupStep = createChild("create the members", wholeChild);
/** Brings all members to what they shall be at once. */
export const updateAtOnce: GroupStep = updateChild("update the members", wholeChild);
