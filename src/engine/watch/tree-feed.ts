import type { PlacedEvent } from "#storage/rows.ts";
import type { Journal } from "../journal/journal.ts";
import type { EventStack } from "./sighting.ts";

/** Events that one reading gives, and that a tree keeps at hand for those who watch it. */
const PAGE = 256;

type Source = Pick<Journal, "treeEvents" | "placeOfEvent" | "stacks">;

/**
 * The newest events of a tree, read once for all who watch it. Each watcher keeps nothing but the place it has come
 * to: one that is slow falls behind what is kept here, and reads on from the journal.
 */
export class TreeFeed {
  readonly rootId: string;
  readonly #source: Source;
  readonly #stacks = new Map<string, EventStack>();
  readonly #waiting = new Set<() => void>();
  #recent: PlacedEvent[] = [];
  /** All events behind this place, up to `#upTo`, are in `#recent`. */
  #from = 0;
  #upTo: number | undefined;
  #reading: Promise<void> | undefined;
  #isStale = false;

  constructor(rootId: string, source: Source) {
    this.rootId = rootId;
    this.#source = source;
  }

  /** Place of the newest event known. */
  get upTo(): number {
    return this.#upTo ?? 0;
  }

  /** Reads what is new; all that was durable when it was called is known when it resolves. */
  async refresh(): Promise<void> {
    this.#isStale = true;
    // What is being read already may be older than this call: it goes round once more for it.
    this.#reading ??= this.#readNew();
    await this.#reading;
  }

  /** At most a page of the events behind a place; none: it is the newest. */
  async after(place: number): Promise<readonly PlacedEvent[]> {
    if (place < this.#from) {
      const page = await this.#source.treeEvents(this.rootId, place, PAGE);
      if (page.length > 0) return page;
    }
    return this.#recent.filter((event) => event.place > place);
  }

  /** Calls back when there are news; gives how to stop. */
  onNews(fire: () => void): () => void {
    this.#waiting.add(fire);
    return () => this.#waiting.delete(fire);
  }

  /** A stack of the tree, with those around it, the innermost first. */
  async chain(stackId: string): Promise<readonly EventStack[]> {
    const chain: EventStack[] = [];
    for (let id: string | null = stackId; id !== null; id = chain.at(-1)?.ownerId ?? null) {
      const stack = this.#stacks.get(id) ?? (await this.#load(id));
      if (stack === undefined) break;
      chain.push(stack);
    }
    return chain;
  }

  async #load(id: string): Promise<EventStack | undefined> {
    const [row] = await this.#source.stacks({ ids: [id], showNested: true, showDeleted: true });
    if (row === undefined) return undefined;
    const { name, projectId, rootId, ownerId } = row;
    this.#stacks.set(id, { id, name, projectId, rootId, ownerId });
    return this.#stacks.get(id);
  }

  async #readNew(): Promise<void> {
    try {
      if (this.#upTo === undefined) this.#from = this.#upTo = await this.#source.placeOfEvent(this.rootId);
      while (this.#isStale) {
        this.#isStale = false;
        this.#take(await this.#source.treeEvents(this.rootId, this.#upTo, PAGE));
      }
    } finally {
      // In the same turn as the last look at `#isStale`: whoever calls after that must not wait for this reading.
      this.#reading = undefined;
    }
  }

  #take(page: readonly PlacedEvent[]): void {
    if (page.length === 0) return;
    this.#isStale ||= page.length === PAGE;
    const all = [...this.#recent, ...page];
    this.#recent = all.slice(-PAGE);
    this.#from = all[all.length - this.#recent.length - 1]?.place ?? this.#from;
    this.#upTo = page.at(-1)?.place;
    for (const fire of this.#waiting) fire();
  }
}
