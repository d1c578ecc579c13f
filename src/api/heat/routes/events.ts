import type { Engine, StackReference, StackView } from "#engine/requests.ts";
import { EngineFault } from "#engine/faults.ts";
import type { Fields, Read } from "../fields.ts";
import { count, oneOf, repeatable, text } from "../fields.ts";
import type { Asked } from "../route.ts";
import { route } from "../route.ts";
import type { EventRow, EventStacks } from "../shapes/event.ts";
import { listedEvent, shownEvent } from "../shapes/event.ts";
import { eventStream } from "./event-stream.ts";
import { stackOf } from "./stacks.ts";

const listFields = {
  limit: count("At most so many events."),
  marker: text("Id of the last event of the page before."),
  sort_dir: oneOf(["asc", "desc"], "Direction of the order; absent: newest first."),
  sort_keys: repeatable("Keys to sort by: event_time, resource_type; others are ignored."),
  nested_depth: count("Down to which depth events of nested stacks are listed too."),
  resource_status: repeatable("Events of these statuses."),
  resource_action: repeatable("Events of these actions."),
  resource_name: repeatable("Events of resources of these names."),
  resource_type: repeatable("Events of resources of these types."),
} as const satisfies Fields;

type Query = Read<typeof listFields>;

function testOf(query: Query): ((event: EventRow) => boolean) | undefined {
  const { resource_status: statuses, resource_action: actions, resource_name: names, resource_type: types } = query;
  if ((statuses ?? actions ?? names ?? types) === undefined) return undefined;
  const has = (values: readonly string[] | undefined, value: string): boolean =>
    values === undefined || values.includes(value);
  return (event) =>
    (has(statuses, event.status) || has(statuses, `${event.action}_${event.status}`)) &&
    has(actions, event.action) &&
    has(names, event.resourceName) &&
    has(types, event.resourceType);
}

function byType(a: EventRow, b: EventRow): number {
  return a.resourceType < b.resourceType ? -1 : a.resourceType > b.resourceType ? 1 : 0;
}

/** A page of events; what the engine does not filter or sort by is done here, on all events that are kept. */
async function pageOf(engine: Engine, asked: Asked<typeof listFields>, resourceName?: string) {
  const { query, caller } = asked;
  const test = testOf(query);
  const sortsByType = query.sort_keys?.[0] === "resource_type";
  const isWhole = test !== undefined || sortsByType;
  const descending = query.sort_dir !== undefined ? query.sort_dir === "desc" : (query.sort_keys ?? []).length === 0;
  const { events, stacks } = await engine.listEvents(caller, stackOf(asked), {
    descending,
    nestedDepth: Math.min(query.nested_depth ?? 0, engine.limits.maxNestedStackDepth),
    ...(resourceName !== undefined && { resourceName }),
    ...(query.marker !== undefined && !isWhole && { marker: query.marker }),
    ...(query.limit !== undefined && !isWhole && { limit: query.limit }),
  });
  if (!isWhole) return { events, stacks };
  const wanted = test === undefined ? [...events] : events.filter(test);
  const sorted = sortsByType ? wanted.toSorted((a, b) => (descending ? byType(b, a) : byType(a, b))) : wanted;
  const start = sorted.findIndex((event) => event.id === query.marker) + 1;
  return { events: sorted.slice(start, query.limit === undefined ? undefined : start + query.limit), stacks };
}

async function rootOf(asked: Asked, engine: Engine, stacks: readonly StackView["row"][], reference: StackReference) {
  const stack = stacks.find((row) => row.id === reference.id) ?? (await engine.findStack(asked.caller, reference));
  if (stack.rootId === stack.id) return stack;
  return stacks.find((row) => row.id === stack.rootId) ?? (await engine.findStack(asked.caller, { id: stack.rootId }));
}

async function listEvents(asked: Asked<typeof listFields>, engine: Engine, resourceName?: string) {
  const { events, stacks } = await pageOf(engine, asked, resourceName);
  const isNested = (asked.query.nested_depth ?? 0) > 0;
  const root = isNested ? await rootOf(asked, engine, stacks, stackOf(asked)) : undefined;
  const byId = new Map(stacks.map((row) => [row.id, row]));
  return events.flatMap((event) => {
    const stack = byId.get(event.stackId);
    if (stack === undefined) return [];
    const of: EventStacks = root === undefined ? { stack } : { stack, root };
    return [listedEvent(event, of, asked.links)];
  });
}

const listOfStack = route({
  method: "GET",
  path: "/stacks/:stack/:id/events",
  policy: "events:index",
  status: 200,
  query: listFields,
  handle: async (asked, engine) => ({ events: await listEvents(asked, engine) }),
});

const listOfResource = route({
  method: "GET",
  path: "/stacks/:stack/:id/resources/:resource/events",
  policy: "events:index",
  status: 200,
  query: listFields,
  async handle(asked, engine) {
    const name = asked.param("resource");
    const events = await listEvents(asked, engine, name);
    // As Heat: no events, no such thing. A page behind the last event is no page of events either.
    if (events.length === 0) throw new EngineFault("NotFound", `there are no events of the resource ${name}`);
    return { events };
  },
});

const showEvent = route({
  method: "GET",
  path: "/stacks/:stack/:id/resources/:resource/events/:event",
  policy: "events:show",
  status: 200,
  async handle(asked, engine) {
    const { caller, links } = asked;
    const [name, id] = [asked.param("resource"), asked.param("event")];
    const stack = await engine.findStack(caller, stackOf(asked));
    const event = await engine.showEvent(caller, stackOf(asked), id);
    if (event.resourceName !== name) throw new EngineFault("EntityNotFound", `the resource ${name} has no event ${id}`);
    return { event: shownEvent(event, { stack }, links) };
  },
});

/** Events. */
export const eventRoutes = [listOfStack, listOfResource, showEvent, eventStream];
