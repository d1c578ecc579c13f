import type { SimObject } from "./service.ts";
import type { Table } from "./state.ts";
import { MemoryTable, type Effect } from "./tables.ts";

/** Where the effects of requests are kept, one line each, so that they outlive the process. */
export interface EffectLog {
  /** All whole lines, oldest first. */
  read(): string[];
  /** Returns when the line is with the operating system. */
  append(line: string): void;
  /** Puts these lines in place of all. */
  replace(lines: readonly string[]): void;
}

interface LogLine {
  readonly at: number;
  readonly effects: readonly Effect[];
}

const SNAPSHOT_EFFECTS_PER_LINE = 500;

/** All tables of a simulated cloud; every change is made within `transaction`. */
export class SimState {
  readonly #tables = new Map<string, MemoryTable<SimObject>>();
  readonly #clockNow: () => number;
  readonly #log: EffectLog | undefined;
  #replayedAt: number | undefined;
  #recorded: Effect[] = [];
  #delayMs: number | undefined;

  constructor(now: () => number, log?: EffectLog) {
    this.#clockNow = now;
    this.#log = log;
    if (log !== undefined) this.#replay(log);
  }

  /** The table of that name, made at first use. */
  table<T extends SimObject>(name: string): Table<T> {
    return this.#table(name) as unknown as Table<T>;
  }

  /** The names of the tables there are. */
  tableNames(): string[] {
    return [...this.#tables.keys()].toSorted();
  }

  /**
   * Runs `work` and logs what it changed before returning, also when it throws: what is in memory
   * is always what a replay gives. With `visibleAfterMs` the changes show only that much later.
   */
  transaction<R>(work: () => R, visibleAfterMs?: number): R {
    this.#delayMs = visibleAfterMs;
    try {
      return work();
    } finally {
      this.#delayMs = undefined;
      if (visibleAfterMs !== undefined) {
        for (const table of this.#tables.values()) table.hideFresh(visibleAfterMs);
      }
      this.#commit();
    }
  }

  /** Rewrites the log as the present state. */
  compact(): void {
    const lines: string[] = [];
    for (const table of this.#tables.values()) {
      const effects = table.snapshot();
      for (let start = 0; start < effects.length; start += SNAPSHOT_EFFECTS_PER_LINE) {
        lines.push(this.#line(effects.slice(start, start + SNAPSHOT_EFFECTS_PER_LINE)));
      }
    }
    this.#log?.replace(lines);
  }

  #commit(): void {
    if (this.#recorded.length === 0) return;
    const line = this.#line(this.#recorded);
    this.#recorded = [];
    this.#log?.append(line);
  }

  #line(effects: readonly Effect[]): string {
    const line: LogLine = { at: this.#now(), effects };
    return JSON.stringify(line);
  }

  #now(): number {
    return this.#replayedAt ?? this.#clockNow();
  }

  #table(name: string): MemoryTable<SimObject> {
    const found = this.#tables.get(name);
    if (found !== undefined) return found;
    const table = new MemoryTable<SimObject>(name, {
      now: () => this.#now(),
      record: (effect) => {
        if (this.#replayedAt === undefined && this.#log !== undefined) this.#recorded.push(effect);
      },
      delayMs: () => this.#delayMs,
    });
    this.#tables.set(name, table);
    return table;
  }

  #replay(log: EffectLog): void {
    for (const text of log.read()) {
      const line = JSON.parse(text) as LogLine;
      // Each line acts at its own time, so that what was due before it is applied before it.
      this.#replayedAt = line.at;
      for (const effect of line.effects) this.#table(effect[1]).apply(effect);
    }
    this.#replayedAt = undefined;
  }
}
