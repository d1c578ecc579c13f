import { ClientFault } from "./client-fault.ts";
import { EventReader } from "./event-stream.ts";
import {
  adoptionBodyOf,
  bodyOf,
  eventOf,
  objectOf,
  objectsOf,
  outputOf,
  resourceOf,
  stackOf,
  type Adoption,
  type JsonObject,
  type Output,
  type Resource,
  type Stack,
  type StackContents,
  type StackEvent,
  type StackReference,
} from "./objects.ts";

import { planOf, type StackPlan } from "./plan.ts";
import { Sender, type ClientOptions, type QueryValues, type Send } from "./sender.ts";

const EVENTS_A_PAGE = 1000;

/** How a stream of events is heard. */
export interface Hearing {
  /** Id of the last event already known. */
  readonly after?: string | undefined;
  readonly signal: AbortSignal;
  onEvent(event: StackEvent): void;
}

/** Actions on all that is in a stack. */
export type StackVisit = "suspend" | "resume" | "check";

/** Typed client of the orchestration API. Every call rejects with `ClientFault` only. */
export interface Client {
  readonly endpoint: string;
  readonly stacks: {
    list(query?: QueryValues): Promise<Stack[]>;
    show(stack: StackReference, options?: { resolveOutputs?: boolean }): Promise<Stack>;
    /** The live stack of that name or id; undefined when there is none. */
    find(nameOrId: string): Promise<Stack | undefined>;
    create(name: string, contents: StackContents): Promise<{ id: string; name: string }>;
    update(stack: StackReference, contents: StackContents): Promise<void>;
    delete(stack: StackReference): Promise<void>;
    /** All that another service needs to go on with the stack. */
    export(stack: StackReference): Promise<JsonObject>;
    /** The same, and ends the stack; what it made stays. */
    abandon(stack: StackReference): Promise<JsonObject>;
    /** Makes a stack of what is there already. */
    adopt(name: string, adoption: Adoption): Promise<{ id: string; name: string }>;
    /** Asks for an action that leaves the definition as it is: `suspend`, `resume`, `check`. */
    act(stack: StackReference, action: StackVisit): Promise<void>;
    /** What creating it would do; nothing is done. */
    planCreate(name: string, contents: StackContents): Promise<StackPlan>;
    /** What updating it would do; nothing is done. */
    planUpdate(stack: StackReference, contents: StackContents): Promise<StackPlan>;
  };
  readonly resources: { list(stack: StackReference, options?: { nestedDepth?: number }): Promise<Resource[]> };
  readonly events: {
    /** Oldest first; `after` is the id of the last event already seen. */
    list(stack: StackReference, options?: { after?: string | undefined; nestedDepth?: number }): Promise<StackEvent[]>;
    /**
     * Hears the events of the whole tree as they come, until the stack has come to rest (true) or the service ends the
     * stream (false). Rejects when there is no stream, or it breaks.
     */
    watch(stack: StackReference, hearing: Hearing): Promise<boolean>;
    /** The newest one; undefined when there is none. */
    last(stack: StackReference): Promise<StackEvent | undefined>;
  };
  readonly outputs: {
    list(stack: StackReference): Promise<Output[]>;
    show(stack: StackReference, key: string): Promise<Output>;
  };
  template(stack: StackReference): Promise<JsonObject>;
  /** What the template takes and is; rejects with status 400 when it is not valid. */
  validate(contents: StackContents, query?: QueryValues): Promise<JsonObject>;
}

function pathOf(stack: StackReference): string {
  if (typeof stack === "string") return `/stacks/${stack.split("/").map(encodeURIComponent).join("/")}`;
  return `/stacks/${encodeURIComponent(stack.name)}/${encodeURIComponent(stack.id)}`;
}

/** Sub-collections that the service does not redirect by name need the full reference. */
async function fullPath(send: Send, stack: StackReference): Promise<string> {
  if (typeof stack !== "string" || stack.includes("/")) return pathOf(stack);
  const found = stackOf(
    objectOf(objectOf(await send({ method: "GET", path: pathOf(stack), query: { resolve_outputs: false } }))["stack"]),
  );
  return pathOf({ name: found.name, id: found.id });
}

function stacksOf(send: Send): Client["stacks"] {
  const show: Client["stacks"]["show"] = async (stack, { resolveOutputs = true } = {}) => {
    const query = resolveOutputs ? {} : { resolve_outputs: false };
    return stackOf(objectOf(objectOf(await send({ method: "GET", path: pathOf(stack), query }))["stack"]));
  };
  return {
    show,
    async list(query = {}) {
      return objectsOf(objectOf(await send({ method: "GET", path: "/stacks", query }))["stacks"]).map(stackOf);
    },
    async find(nameOrId) {
      try {
        const stack = await show(nameOrId, { resolveOutputs: false });
        // By id the service also shows stacks that are gone.
        return stack.status === "DELETE_COMPLETE" ? undefined : stack;
      } catch (error) {
        if (error instanceof ClientFault && error.status === 404) return undefined;
        throw error;
      }
    },
    async create(name, contents) {
      const body = { stack_name: name, ...bodyOf(contents) };
      const created = objectOf(objectOf(await send({ method: "POST", path: "/stacks", body }))["stack"]);
      return { id: String(created["id"]), name };
    },
    async update(stack, contents) {
      await send({ method: "PUT", path: pathOf(stack), body: bodyOf(contents) });
    },
    async delete(stack) {
      await send({ method: "DELETE", path: pathOf(stack) });
    },
    async export(stack) {
      return objectOf(await send({ method: "GET", path: `${await fullPath(send, stack)}/export` }));
    },
    async abandon(stack) {
      return objectOf(await send({ method: "DELETE", path: `${await fullPath(send, stack)}/abandon` }));
    },
    async adopt(name, adoption) {
      const body = { stack_name: name, ...adoptionBodyOf(adoption) };
      const created = objectOf(objectOf(await send({ method: "POST", path: "/stacks", body }))["stack"]);
      return { id: String(created["id"]), name };
    },
    async act(stack, action) {
      await send({ method: "POST", path: `${await fullPath(send, stack)}/actions`, body: { [action]: null } });
    },
    async planCreate(name, contents) {
      const body = { stack_name: name, ...bodyOf(contents) };
      return planOf(objectOf(objectOf(await send({ method: "POST", path: "/stacks/plan", body }))["plan"]));
    },
    async planUpdate(stack, contents) {
      const path = `${await fullPath(send, stack)}/plan`;
      return planOf(objectOf(objectOf(await send({ method: "PUT", path, body: bodyOf(contents) }))["plan"]));
    },
  };
}

function eventsOf(send: Send): Client["events"] {
  return {
    async list(stack, { after, nestedDepth } = {}) {
      const all: StackEvent[] = [];
      for (let marker = after; ;) {
        const query = { sort_dir: "asc", limit: EVENTS_A_PAGE, marker, nested_depth: nestedDepth };
        const page = objectsOf(
          objectOf(await send({ method: "GET", path: `${pathOf(stack)}/events`, query }))["events"],
        ).map(eventOf);
        all.push(...page);
        const last = page.at(-1);
        if (page.length < EVENTS_A_PAGE || last === undefined || last.id === marker) return all;
        marker = last.id;
      }
    },
    async watch(stack, { after, signal, onEvent }) {
      const reader = new EventReader(onEvent);
      const onPiece = (piece: Uint8Array): void => reader.read(piece);
      const path = `${pathOf(stack)}/events/stream`;
      await send({ method: "GET", path, query: { until: "settled" }, stream: { after, signal, onPiece } });
      return reader.settled;
    },
    async last(stack) {
      const query = { sort_dir: "desc", limit: 1 };
      const page = objectsOf(objectOf(await send({ method: "GET", path: `${pathOf(stack)}/events`, query }))["events"]);
      return page[0] === undefined ? undefined : eventOf(page[0]);
    },
  };
}

/** Makes a client of the orchestration service at `endpoint`. */
export function createClient(options: ClientOptions): Client {
  const sender = new Sender(options);
  const send: Send = (call) => sender.send(call);
  return {
    endpoint: options.endpoint,
    stacks: stacksOf(send),
    events: eventsOf(send),
    resources: {
      async list(stack, { nestedDepth = 0 } = {}) {
        const query = nestedDepth > 0 ? { nested_depth: nestedDepth } : {};
        return objectsOf(
          objectOf(await send({ method: "GET", path: `${pathOf(stack)}/resources`, query }))["resources"],
        ).map(resourceOf);
      },
    },
    outputs: {
      async list(stack) {
        return [...(await stacksOf(send).show(stack)).outputs];
      },
      async show(stack, key) {
        const path = `${await fullPath(send, stack)}/outputs/${encodeURIComponent(key)}`;
        return outputOf(objectOf(objectOf(await send({ method: "GET", path }))["output"]));
      },
    },
    async template(stack) {
      return objectOf(await send({ method: "GET", path: `${pathOf(stack)}/template` }));
    },
    async validate(contents, query = {}) {
      return objectOf(await send({ method: "POST", path: "/validate", query, body: bodyOf(contents) }));
    },
  };
}
