import type { Engine } from "#engine/requests.ts";
import { isoSeconds } from "#lib/time.ts";
import type { Links, StackAddress } from "../links.ts";

/** An event as the engine gives it. */
export type EventRow = Awaited<ReturnType<Engine["showEvent"]>>;

/** Stacks that an event's links lead to; `root` only where events of nested stacks were asked for. */
export interface EventStacks {
  readonly stack: StackAddress;
  readonly root?: StackAddress;
}

/** An event as lists show it. */
export function listedEvent(event: EventRow, stacks: EventStacks, links: Links): Readonly<Record<string, unknown>> {
  const { stack, root } = stacks;
  return {
    id: event.id,
    links: [
      { href: links.event(stack, event.resourceName, event.id), rel: "self" },
      { href: links.resource(stack, event.resourceName), rel: "resource" },
      { href: links.stack(stack), rel: "stack" },
      ...(root === undefined ? [] : [{ href: links.stack(root), rel: "root_stack" }]),
    ],
    event_time: isoSeconds(event.at),
    resource_name: event.resourceName,
    logical_resource_id: event.resourceName,
    resource_status: `${event.action}_${event.status}`,
    resource_status_reason: event.reason,
    physical_resource_id: event.physicalId ?? "",
  };
}

/** An event shown alone. */
export function shownEvent(event: EventRow, stacks: EventStacks, links: Links): Readonly<Record<string, unknown>> {
  return {
    ...listedEvent(event, stacks, links),
    resource_type: event.resourceType,
    resource_properties: event.properties ?? {},
  };
}

/** An event as a stream of a tree has it: as lists show it, and where in the tree it belongs. */
export function streamedEvent(
  { event, stack, root, path }: { event: EventRow; path: readonly string[] } & Required<EventStacks>,
  links: Links,
): Readonly<Record<string, unknown>> {
  return {
    ...listedEvent(event, { stack, root }, links),
    resource_type: event.resourceType,
    stack_id: stack.id,
    stack_name: stack.name,
    nesting_path: path,
  };
}
