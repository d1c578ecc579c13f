import type { Clock } from "#lib/ports.ts";
import type { PlacedEvent, StackRow } from "#storage/rows.ts";
import type { Journal } from "../journal/journal.ts";
import { findStack } from "../queries/find-stack.ts";
import type { Caller, StackReference } from "../requests.ts";
import type { EventFeed } from "./event-feed.ts";
import type { EventStack, Sighting, Watch } from "./sighting.ts";
import type { TreeFeed } from "./tree-feed.ts";

/** After so long without an event a sign of life is given. */
const IDLE_MS = 15_000;
/** So long somebody may watch with the token of one call; then he resumes with another. */
const LONGEST_MS = 3_600_000;
/** Length of what a nested stack's name ends with: a dash and the short id of its resource. */
const NAME_END = 13;

/** What watching takes. */
export interface WatchParts {
  readonly journal: Pick<Journal, "stack" | "stackNamed" | "placeOfEvent">;
  readonly feed: EventFeed;
  readonly clock: Clock;
}

/** The events of a stack and all that is nested in it, as they become durable: none is left out, none comes twice. */
export async function watchEvents(
  parts: WatchParts,
  caller: Caller,
  reference: StackReference,
  watch: Watch,
): Promise<AsyncIterable<Sighting>> {
  const stack = await findStack(parts.journal, caller, reference);
  const { tree, release } = await parts.feed.acquire(stack.rootId);
  // Also when the first event is never asked for.
  if (watch.signal.aborted) release();
  watch.signal.addEventListener("abort", release, { once: true });
  return sightings({ parts, stack, tree, watch }, release);
}

interface Watching {
  readonly parts: WatchParts;
  readonly stack: StackRow;
  readonly tree: TreeFeed;
  readonly watch: Watch;
}

async function* sightings(watching: Watching, release: () => void): AsyncGenerator<Sighting> {
  const { parts, tree, watch, stack } = watching;
  const endsAt = parts.clock.now() + LONGEST_MS;
  try {
    let place = await startOf(watching);
    let settled = await settledStack(watching);
    for (;;) {
      // Its last events were durable before its state was read: they are known after this.
      if (settled !== undefined) await tree.refresh();
      let mayHaveSettled = false;
      for (let page = await tree.after(place); page.length > 0; page = await tree.after(place)) {
        for (const event of page) {
          const sighting = await sightingOf(watching, event);
          if (sighting !== undefined) yield sighting;
          mayHaveSettled ||= event.stackId === stack.id && event.physicalId === stack.id;
          place = event.place;
          if (watch.signal.aborted) return;
        }
      }
      if (settled !== undefined) {
        yield { kind: "settled", stack: settled };
        return;
      }
      const isNews = mayHaveSettled || (await news(watching, place));
      if (watch.signal.aborted || parts.clock.now() > endsAt) return;
      if (!isNews) yield { kind: "idle" };
      if (mayHaveSettled || !isNews) settled = await settledStack(watching);
    }
  } finally {
    watch.signal.removeEventListener("abort", release);
    release();
  }
}

async function startOf({ parts, tree, watch }: Watching): Promise<number> {
  if (watch.after !== undefined) return parts.journal.placeOfEvent(tree.rootId, watch.after);
  return watch.fromNow === true ? tree.upTo : 0;
}

/** The stack as it has come to rest; undefined while it has not, or when nobody waits for that. */
async function settledStack({ parts, stack, watch }: Watching): Promise<StackRow | undefined> {
  if (watch.untilSettled !== true) return undefined;
  const row = await parts.journal.stack(stack.id);
  return row?.status === "IN_PROGRESS" ? undefined : (row ?? stack);
}

/** Waits for events behind the place; false when there were none for a while. */
function news({ parts, tree, watch }: Watching, place: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (tree.upTo > place || watch.signal.aborted) {
      resolve(true);
      return;
    }
    const end = (isNews: boolean): void => {
      stop();
      timer.cancel();
      watch.signal.removeEventListener("abort", onAbort);
      resolve(isNews);
    };
    const onAbort = (): void => end(true);
    const stop = tree.onNews(() => {
      if (tree.upTo > place) end(true);
    });
    const timer = parts.clock.after(IDLE_MS, () => end(false));
    watch.signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** Undefined for an event outside the watched stack. */
async function sightingOf({ tree, stack }: Watching, placed: PlacedEvent): Promise<Sighting | undefined> {
  const chain = await tree.chain(placed.stackId);
  const depth = chain.findIndex(({ id }) => id === stack.id);
  const [own, root] = [chain[0], chain.at(-1)];
  if (depth < 0 || own === undefined || root === undefined) return undefined;
  const { place: _place, ...event } = placed;
  return { kind: "event", event, stack: own, root, path: pathOf(chain.slice(0, depth + 1)) };
}

/** A nested stack bears the name of its resource in its own, `<stack>-<resource>-<id>`, also when both are gone. */
function pathOf(chain: readonly EventStack[]): string[] {
  return chain
    .slice(0, -1)
    .map((nested, index) => {
      const above = `${chain[index + 1]?.name ?? ""}-`;
      return nested.name.startsWith(above) ? nested.name.slice(above.length, -NAME_END) : nested.name;
    })
    .reverse();
}
