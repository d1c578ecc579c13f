import type { Clock, Random } from "#lib/ports.ts";
import { uuid } from "#lib/ids.ts";
import type { ResourceRow, SignalRow, StackRow } from "#storage/rows.ts";
import type { ResourceType } from "#resource-model/resource-type.ts";
import { isHook } from "#template/environment/registry.ts";
import { EngineFault } from "../faults.ts";
import type { Journal } from "../journal/journal.ts";
import { currentRows } from "../plan/resource-values.ts";
import { findStack } from "../queries/find-stack.ts";
import { namedHook, waitsAtHook } from "../run/hooks.ts";
import type { Caller, HealthReport, StackReference } from "../requests.ts";

/** What telling a resource something needs. */
export interface SignalParts {
  readonly journal: Journal;
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Tells a resource something: durable when it resolves; its owner takes note of it afterwards. Refused
 * where the type understands no signals, or the resource is asleep or being deleted.
 */
export async function signalResource(
  parts: SignalParts,
  caller: Caller,
  reference: StackReference,
  [name, details]: readonly [string, unknown],
): Promise<void> {
  const stack = await findStack(parts.journal, caller, reference);
  const row = (await rowsOf(parts, stack)).get(name);
  if (row === undefined) throw noResource(stack, name);
  const hook = namedHook(details);
  if (hook !== undefined) requireWaiting(row, hook);
  else requireSignalled(parts, stack, row);
  await send(parts, caller, stack, { kind: "signal", resourceName: name, details });
}

function requireWaiting(row: ResourceRow, hook: unknown): void {
  if (!isHook(hook)) throw new EngineFault("InvalidBreakPointHook", `${JSON.stringify(hook)} is no hook`);
  if (!waitsAtHook(row, hook))
    throw new EngineFault("InvalidBreakPointHook", `the resource "${row.name}" does not wait at the hook ${hook}`);
}

/** Throws where the resource takes no signals, by its type or as it stands. */
function requireSignalled({ types }: SignalParts, stack: StackRow, row: ResourceRow): void {
  const { name } = row;
  if (row.action === "INIT") {
    throw new EngineFault("ResourceNotAvailable", `the resource "${name}" of "${stack.name}" has not been made yet`);
  }
  if (types.get(row.type)?.signal === undefined) {
    throw new EngineFault("ResourceActionNotSupported", `${row.type} understands no signals`);
  }
  if (row.action === "SUSPEND" || row.action === "DELETE") {
    throw new EngineFault(
      "NotSupported",
      `the resource "${name}" is ${row.action}_${row.status}; it takes no signals in that state`,
    );
  }
}

/**
 * Says that a resource (by name, physical id or reference id) is broken, so that the next update makes
 * it anew; or takes that back. Refused while something is being done with the resource.
 */
export async function markResource(
  parts: SignalParts,
  caller: Caller,
  reference: StackReference,
  [named, report]: readonly [string, HealthReport],
): Promise<void> {
  const stack = await findStack(parts.journal, caller, reference);
  const rows = await rowsOf(parts, stack);
  const row = rows.get(named) ?? [...rows.values()].find((one) => one.physicalId === named || one.reference === named);
  if (row === undefined) throw noResource(stack, named);
  if (row.status === "IN_PROGRESS") {
    throw new EngineFault(
      "ActionInProgress",
      `the resource "${row.name}" of "${stack.name}" is ${row.action}_${row.status}; try again when that has ended`,
    );
  }
  const kind = report.unhealthy ? "unhealthy" : "healthy";
  await send(parts, caller, stack, { kind, resourceName: row.name, details: report.reason });
}

async function rowsOf({ journal }: SignalParts, stack: StackRow): Promise<ReadonlyMap<string, ResourceRow>> {
  return currentRows(await journal.resources([stack.id]));
}

function noResource(stack: StackRow, name: string): EngineFault {
  return new EngineFault("ResourceNotFound", `the stack "${stack.name}" has no resource "${name}"`);
}

async function send(
  { journal, clock, random }: SignalParts,
  caller: Caller,
  stack: StackRow,
  signal: Pick<SignalRow, "kind" | "resourceName" | "details">,
): Promise<void> {
  const { id: stackId, rootId } = stack;
  await journal.signal({
    ...signal,
    id: uuid(random),
    stackId,
    rootId,
    requestId: caller.requestId,
    at: clock.now(),
  });
}
