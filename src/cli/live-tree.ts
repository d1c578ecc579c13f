import type { Client } from "#client/client.ts";
import { ClientFault } from "#client/client-fault.ts";
import type { Resource, Stack, StackEvent } from "#client/objects.ts";
import { failureReport } from "./failure-report.ts";
import type { CliPorts } from "./ports.ts";
import { StreamedEvents } from "./streamed-events.ts";
import { renderTree } from "./render-tree.ts";
import { duration, oneLine, paintFor, shortType } from "./text.ts";
import { phaseOf, TreeTracker } from "./tree-model.ts";

const SHORTEST_INTERVAL_MS = 150;
const LONGEST_INTERVAL_MS = 1000;
const SLOWDOWN = 1.3;
/** Looks while the events come by themselves: they cause one, and this is for a stream that is silent because it is dead. */
const STREAMED_INTERVAL_MS = 5000;
const NESTED_DEPTH = 5;
/** So long the service may be away before watching gives up. */
const PATIENCE_MS = 60_000;
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;
const PLAIN_COLUMNS = 120;
/** So many resources are shown one by one at the end, however small the terminal. */
const MAX_LAST_NODES = 100;

/** What is watched: a stack that has just been told to change. */
export interface WatchRequest {
  readonly client: Client;
  readonly stack: { readonly id: string; readonly name: string };
  /** Id of the last event before the change; all are new where there is none. */
  readonly after?: string | undefined;
  readonly startedAtMs?: number;
  /** Its resources before the change, so that those which vanish at once are known too. */
  readonly before?: readonly Resource[];
}

type WatchPorts = Pick<CliPorts, "out" | "clock" | "env" | "signal">;

interface Look {
  readonly stack: Stack;
  readonly resources: readonly Resource[];
  readonly events: readonly StackEvent[];
}

async function unlessGone<T>(call: Promise<T>, instead: T): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ClientFault && error.status === 404) return instead;
    throw error;
  }
}

/** The stack first: when it has ended, what is read after it is its end state. */
async function look(
  { client, stack: reference }: WatchRequest,
  last: Stack,
  { after, streamed }: { readonly after: string | undefined; readonly streamed: StreamedEvents },
): Promise<Look> {
  const gone: Stack = { ...last, status: "DELETE_COMPLETE", reason: "" };
  const stack = await unlessGone(client.stacks.show(reference, { resolveOutputs: false }), gone);
  // At the end they are listed all the same: the last ones may still be on their way.
  const isStreamed = streamed.isLive && phaseOf(stack.status) === "busy";
  const arrived = streamed.take();
  const [resources, events] = await Promise.all([
    unlessGone(client.resources.list(reference, { nestedDepth: NESTED_DEPTH }), []),
    isStreamed ? arrived : unlessGone(client.events.list(reference, { after, nestedDepth: NESTED_DEPTH }), []),
  ]);
  return { stack, resources, events };
}

/** The tree on a terminal, drawn over its last picture; lines of events elsewhere. */
class Screen {
  readonly #ports: WatchPorts;
  #drawn = 0;
  constructor(ports: WatchPorts) {
    this.#ports = ports;
  }

  /** The last picture may be taller than the terminal: it is not drawn over any more. */
  draw(tracker: TreeTracker, note: string, isLast = false): void {
    const { out, clock, env } = this.#ports;
    if (!out.isTTY) return;
    const width = (out.columns ?? DEFAULT_COLUMNS) - 1;
    const height = (out.rows ?? DEFAULT_ROWS) - 2;
    const model = tracker.model(clock.now());
    const whole = isLast && model.nodes.length <= MAX_LAST_NODES;
    const lines = renderTree(model, width, whole ? Infinity : height - (note === "" ? 0 : 1), paintFor(out, env));
    if (note !== "") lines.push(oneLine(note).slice(0, width));
    const up = this.#drawn === 0 ? "\u001b[?25l" : `\u001b[${this.#drawn}A`;
    // All in one write between begin and end of a synchronised update, so that nothing flickers.
    out.write(`\u001b[?2026h${up}${lines.map((line) => `\r${line}\u001b[K\n`).join("")}\u001b[J\u001b[?2026l`);
    this.#drawn = lines.length;
  }

  events(tracker: TreeTracker, events: readonly StackEvent[], elapsedMs: number): void {
    if (this.#ports.out.isTTY) return;
    for (const event of events) {
      const known = tracker.describe(event.stackId, event.resource);
      const what =
        known === undefined
          ? [event.resource, event.physicalId === event.stackId ? "stack" : "resource"]
          : [known.path, shortType(known.type)];
      const reason = phaseOf(event.status) === "failed" ? [oneLine(event.reason)] : [];
      this.#ports.out.write(
        `${[duration(elapsedMs).padStart(6), ...what.map(oneLine), event.status, ...reason].join("  ")}\n`,
      );
    }
  }

  close(): void {
    if (this.#ports.out.isTTY && this.#drawn > 0) this.#ports.out.write("\u001b[?25h");
  }
}

class Watching {
  readonly #request: WatchRequest;
  readonly #ports: WatchPorts;
  readonly #screen: Screen;
  readonly #tracker: TreeTracker;
  readonly #streamed: StreamedEvents;
  readonly #failures: string[] = [];
  readonly #startedAtMs: number;
  #stack: Stack;
  #after: string | undefined;
  #answeredAtMs: number;
  #note = "";
  readonly #seen = new Set<string>();

  constructor(request: WatchRequest, ports: WatchPorts) {
    this.#request = request;
    this.#ports = ports;
    this.#screen = new Screen(ports);
    this.#startedAtMs = request.startedAtMs ?? ports.clock.now();
    this.#answeredAtMs = ports.clock.now();
    this.#after = request.after;
    const { client, stack, after } = request;
    this.#streamed = new StreamedEvents({ client, stack, after, clock: ports.clock, signal: ports.signal });
    const nothing = { status: "", reason: "", description: "", createdAt: null, updatedAt: null, parent: null };
    this.#stack = { ...request.stack, ...nothing, tags: [], parameters: {}, outputs: [] };
    this.#tracker = new TreeTracker(this.#stack, this.#startedAtMs);
    if (request.before !== undefined) this.#tracker.look(this.#stack, request.before, this.#startedAtMs);
  }

  async run(): Promise<Stack> {
    const { clock, out } = this.#ports;
    const streamed = this.#streamed;
    let intervalMs = SHORTEST_INTERVAL_MS;
    let dueAtMs = clock.now();
    let lookedAtMs = dueAtMs;
    streamed.start();
    try {
      for (;;) {
        if (clock.now() >= dueAtMs) {
          const changed = await this.#lookOnce();
          if (this.#note === "" && phaseOf(this.#stack.status) !== "busy") break;
          intervalMs = changed ? SHORTEST_INTERVAL_MS : Math.min(LONGEST_INTERVAL_MS, intervalMs * SLOWDOWN);
          lookedAtMs = clock.now();
          dueAtMs = lookedAtMs + (streamed.isLive ? STREAMED_INTERVAL_MS : intervalMs);
        }
        this.#screen.draw(this.#tracker, this.#note);
        if (streamed.hasNews || !streamed.isLive) dueAtMs = Math.min(dueAtMs, lookedAtMs + intervalMs);
        const waitMs = Math.max(1, dueAtMs - clock.now());
        await streamed.wait(out.isTTY ? Math.min(waitMs, SHORTEST_INTERVAL_MS) : waitMs);
      }
      this.#screen.draw(this.#tracker, "", true);
    } finally {
      streamed.stop();
      this.#screen.close();
    }
    this.#showUnchanged();
    this.#reportFailure();
    return this.#stack;
  }

  async #lookOnce(): Promise<boolean> {
    const { clock } = this.#ports;
    try {
      const { stack, resources, events } = await look(this.#request, this.#stack, {
        after: this.#after,
        streamed: this.#streamed,
      });
      this.#note = "";
      this.#answeredAtMs = clock.now();
      this.#stack = stack;
      const changed = this.#tracker.look(stack, resources, clock.now());
      return this.#takeEvents(events) || changed;
    } catch (error) {
      const mayPass = error instanceof ClientFault && (error.status === undefined || error.status >= 500);
      if (!mayPass || clock.now() - this.#answeredAtMs > PATIENCE_MS) throw error;
      this.#note = `The service does not answer (${error.message}); trying again.`;
      return false;
    }
  }

  #takeEvents(listed: readonly StackEvent[]): boolean {
    // Events of nested stacks go with them: only one of the stack itself is sure to be there as a marker.
    this.#after = listed.findLast((event) => event.stackId === this.#stack.id)?.id ?? this.#after;
    const events = listed.filter((event) => !this.#seen.has(event.id));
    for (const event of events) {
      this.#seen.add(event.id);
      if (phaseOf(event.status) !== "failed") continue;
      const path = this.#tracker.describe(event.stackId, event.resource)?.path;
      if (path !== undefined && !this.#failures.includes(path)) this.#failures.push(path);
    }
    this.#screen.events(this.#tracker, events, this.#ports.clock.now() - this.#startedAtMs);
    return events.length > 0;
  }

  /** Where there is no terminal and nothing happened, the picture once. */
  #showUnchanged(): void {
    const { out, clock, env } = this.#ports;
    if (out.isTTY || this.#seen.size > 0) return;
    const lines = renderTree(this.#tracker.model(clock.now()), PLAIN_COLUMNS, Infinity, paintFor(out, env));
    out.write(`${lines.join("\n")}\n`);
  }

  #reportFailure(): void {
    if (phaseOf(this.#stack.status) !== "failed") return;
    const { out, env, clock } = this.#ports;
    const lines = failureReport(this.#tracker.model(clock.now()), this.#failures, paintFor(out, env));
    out.write(`\n${lines.join("\n")}\n`);
  }
}

/**
 * Shows a stack while it changes, until it has ended; the stack as it is then. When it failed, the
 * causes are shown too. Rejects with `ClientFault`, and with the signal's reason when the user stops.
 */
export function watchStack(request: WatchRequest, ports: WatchPorts): Promise<Stack> {
  return new Watching(request, ports).run();
}
