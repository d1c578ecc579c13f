import type { Clock, Log, Timer } from "#lib/ports.ts";
import { EngineFault } from "../faults.ts";
import type { Journal } from "../journal/journal.ts";
import { TreeFeed } from "./tree-feed.ts";

/** Watchers of a process. */
const MOST_WATCHERS = 5000;
/** So often watched trees are looked at without being told, in case a word of another process was lost. */
const LOOK_MS = 10_000;

/** What the feed needs. */
export interface FeedParts {
  readonly journal: Pick<Journal, "treeEvents" | "placeOfEvent" | "stacks" | "onEvents">;
  readonly clock: Clock;
  readonly log: Log;
}

/** A tree's feed as long as somebody needs it. */
export interface FeedLease {
  readonly tree: TreeFeed;
  /** Gives it back; the last one to do so ends the feed. A second call does nothing. */
  release(): void;
}

interface Watched {
  readonly tree: TreeFeed;
  watchers: number;
}

/** The events that all watchers of a process share: each watched tree is read once, however many watch it. */
export class EventFeed {
  readonly #parts: FeedParts;
  readonly #trees = new Map<string, Watched>();
  #watchers = 0;
  #stopHearing: (() => void) | undefined;
  #timer: Timer | undefined;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  /** The feed of a tree, up to date. `ServiceUnavailable` when too many watch already. */
  async acquire(rootId: string): Promise<FeedLease> {
    if (this.#watchers >= MOST_WATCHERS) {
      throw new EngineFault("ServiceUnavailable", `${MOST_WATCHERS} streams of events are open; try again later`);
    }
    const watched = this.#trees.get(rootId) ?? { tree: new TreeFeed(rootId, this.#parts.journal), watchers: 0 };
    this.#trees.set(rootId, watched);
    watched.watchers += 1;
    this.#watchers += 1;
    if (this.#stopHearing === undefined) this.#startHearing();
    let isHeld = true;
    const release = (): void => {
      if (isHeld) this.#release(watched);
      isHeld = false;
    };
    try {
      await watched.tree.refresh();
    } catch (error) {
      release();
      throw error;
    }
    return { tree: watched.tree, release };
  }

  #release(watched: Watched): void {
    watched.watchers -= 1;
    this.#watchers -= 1;
    if (watched.watchers === 0) this.#trees.delete(watched.tree.rootId);
    if (this.#watchers > 0) return;
    this.#stopHearing?.();
    this.#stopHearing = undefined;
    this.#timer?.cancel();
  }

  #startHearing(): void {
    const { journal, clock } = this.#parts;
    this.#stopHearing = journal.onEvents((rootId) => {
      const told = rootId === undefined ? [...this.#trees.values()] : [this.#trees.get(rootId)];
      void this.#refresh(told);
    });
    const look = (): void => {
      this.#timer = clock.after(LOOK_MS, () => {
        void this.#refresh([...this.#trees.values()]).then(() => {
          if (this.#stopHearing !== undefined) look();
        });
      });
    };
    look();
  }

  /** One tree after the other: nobody waits for this but those who watch. */
  async #refresh(all: readonly (Watched | undefined)[]): Promise<void> {
    for (const watched of all) {
      try {
        await watched?.tree.refresh();
      } catch (error) {
        // The next word or look tries again; whoever watches misses nothing, only waits.
        this.#parts.log.warn("new events could not be read", { rootId: watched?.tree.rootId, error: String(error) });
      }
    }
  }
}
