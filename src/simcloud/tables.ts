import type { SimObject } from "./service.ts";
import type { Table } from "./state.ts";

/** One change of the state as the log keeps it; times are absolute. */
export type Effect =
  | readonly ["put", string, SimObject]
  | readonly ["patch", string, string, object]
  | readonly ["delete", string, string]
  | readonly ["later", string, string, number, object]
  | readonly ["gone", string, string, number]
  | readonly ["hide", string, string, number];

/** What a table asks of the state it belongs to. */
interface TableHost {
  now(): number;
  record(effect: Effect): void;
  /** Set while a request runs whose effect shall show only that much later. */
  delayMs(): number | undefined;
}

interface Pending {
  readonly id: string;
  readonly due: number;
  readonly order: number;
  /** Absent where the object goes away. */
  readonly changes?: object;
}

/** A deep copy of a JSON value. */
function copyOf<V>(value: V): V {
  if (Array.isArray(value)) return value.map(copyOf) as V;
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) copy[key] = copyOf(inner);
  return copy as V;
}

/** A table in memory. What is due is applied at the next use, in order of due time. */
export class MemoryTable<T extends SimObject> implements Table<T> {
  readonly #name: string;
  readonly #host: TableHost;
  readonly #objects = new Map<string, T>();
  readonly #hiddenUntil = new Map<string, number>();
  readonly #fresh = new Set<string>();
  #pending: Pending[] = [];
  #nextDue = Infinity;
  #order = 0;

  constructor(name: string, host: TableHost) {
    this.#name = name;
    this.#host = host;
  }

  get(id: string): T | undefined {
    this.#settle();
    const object = this.#objects.get(id);
    return object === undefined || this.#isHidden(id) ? undefined : copyOf(object);
  }

  list(): T[] {
    this.#settle();
    const visible: T[] = [];
    for (const object of this.#objects.values()) {
      if (!this.#isHidden(object.id)) visible.push(copyOf(object));
    }
    return visible;
  }

  everything(): Iterable<Readonly<T>> {
    this.#settle();
    return this.#objects.values();
  }

  put(object: T): void {
    this.#settle();
    const delayMs = this.#host.delayMs();
    if (delayMs !== undefined) {
      if (this.#objects.has(object.id) && !this.#fresh.has(object.id)) {
        this.later(object.id, delayMs, object);
        return;
      }
      this.#fresh.add(object.id);
    }
    this.apply(["put", this.#name, copyOf(object)]);
  }

  patch(id: string, changes: Partial<T>): void {
    this.#settle();
    const delayMs = this.#host.delayMs();
    if (delayMs !== undefined && !this.#fresh.has(id)) this.later(id, delayMs, changes);
    else this.apply(["patch", this.#name, id, copyOf(changes)]);
  }

  delete(id: string): void {
    this.#settle();
    const delayMs = this.#host.delayMs();
    if (delayMs !== undefined && !this.#fresh.has(id)) this.deleteLater(id, delayMs);
    else this.apply(["delete", this.#name, id]);
  }

  later(id: string, delayMs: number, changes: Partial<T>): void {
    this.#settle();
    this.apply(["later", this.#name, id, this.#host.now() + delayMs, copyOf(changes)]);
  }

  deleteLater(id: string, delayMs: number): void {
    this.#settle();
    this.apply(["gone", this.#name, id, this.#host.now() + delayMs]);
  }

  /** Hides what a delayed request made until `delayMs` from now. */
  hideFresh(delayMs: number): void {
    for (const id of this.#fresh) this.apply(["hide", this.#name, id, this.#host.now() + delayMs]);
    this.#fresh.clear();
  }

  /** Makes one change, live or from the log. */
  apply(effect: Effect): void {
    this.#settle();
    this.#host.record(effect);
    switch (effect[0]) {
      case "put":
        this.#objects.set(effect[2].id, effect[2] as T);
        break;
      case "patch":
        this.#change(effect[2], effect[3]);
        break;
      case "delete":
        this.#remove(effect[2]);
        break;
      case "later":
        this.#schedule({ id: effect[2], due: effect[3], order: this.#order++, changes: effect[4] });
        break;
      case "gone":
        this.#schedule({ id: effect[2], due: effect[3], order: this.#order++ });
        break;
      case "hide":
        this.#hiddenUntil.set(effect[2], effect[3]);
        break;
    }
  }

  /** The effects that make an empty table equal to this one. */
  snapshot(): Effect[] {
    this.#settle();
    const effects: Effect[] = [];
    for (const object of this.#objects.values()) effects.push(["put", this.#name, object]);
    for (const { id, due, changes } of this.#pending.toSorted((a, b) => a.order - b.order)) {
      effects.push(changes === undefined ? ["gone", this.#name, id, due] : ["later", this.#name, id, due, changes]);
    }
    for (const [id, until] of this.#hiddenUntil) effects.push(["hide", this.#name, id, until]);
    return effects;
  }

  #isHidden(id: string): boolean {
    const until = this.#hiddenUntil.get(id);
    if (until === undefined) return false;
    if (this.#host.now() < until) return true;
    this.#hiddenUntil.delete(id);
    return false;
  }

  #schedule(pending: Pending): void {
    this.#pending.push(pending);
    this.#nextDue = Math.min(this.#nextDue, pending.due);
    this.#settle();
  }

  #change(id: string, changes: object): void {
    const object = this.#objects.get(id);
    // A new object, so that what `everything` handed out never changes under its reader.
    if (object !== undefined) this.#objects.set(id, { ...object, ...changes });
  }

  #remove(id: string): void {
    this.#objects.delete(id);
    this.#hiddenUntil.delete(id);
    if (this.#pending.some((pending) => pending.id === id)) {
      this.#pending = this.#pending.filter((pending) => pending.id !== id);
    }
  }

  #settle(): void {
    const now = this.#host.now();
    if (now < this.#nextDue) return;
    const due = this.#pending.filter((pending) => pending.due <= now);
    this.#pending = this.#pending.filter((pending) => pending.due > now);
    this.#nextDue = this.#pending.reduce((least, pending) => Math.min(least, pending.due), Infinity);
    due.sort((a, b) => a.due - b.due || a.order - b.order);
    for (const { id, changes } of due) {
      if (changes === undefined) this.#remove(id);
      else this.#change(id, changes);
    }
  }
}
