import type { Engine, StackView } from "#engine/requests.ts";
import { isoSeconds } from "#lib/time.ts";
import type { Links } from "../links.ts";

/** An event as the engine gives it. */
export type EventRow = Awaited<ReturnType<Engine["showEvent"]>>;

type StackRow = StackView["row"];

/** Stacks that an event's links lead to; `root` only where events of nested stacks were asked for. */
export interface EventStacks {
  readonly stack: StackRow;
  readonly root?: StackRow;
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
