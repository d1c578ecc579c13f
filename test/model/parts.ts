import { Numbering } from "./numbering.ts";
import type { Row } from "./row.ts";

const slots = new Numbering();
const tasks = new Numbering();
const names = new Numbering();

/** What there is to say of a task. */
export interface TaskValues {
  /** Number among the tasks of its name. */
  readonly id: number;
  readonly operation: number;
  /** Index of the definition that it works for; -1: nothing is desired. */
  readonly definition: number;
  readonly key: string;
  /** Row that is worked on, once that is decided. */
  readonly rowId?: string | undefined;
  /**
   * `preparing`: whatever is asked for before the first thing is written down. `clearing`: what a failed
   * attempt left is taken away. `aside`: what old and new cannot both hold is freed or taken back.
   */
  readonly phase: "waiting" | "preparing" | "aside" | "working" | "clearing";
  readonly action?: "create" | "update" | "resume" | "keep" | "remove" | undefined;
  /** Task of the same name that is waited for. */
  readonly awaits?: number | undefined;
  /** Nobody waits for it any more: it may fail at no cost. */
  readonly calledOff?: boolean | undefined;
}

/** Work of one node, from its start to its end. Never changed, only replaced, as all below. */
export class Task implements TaskValues {
  readonly id: number;
  readonly operation: number;
  readonly definition: number;
  readonly key: string;
  readonly rowId: string | undefined;
  readonly phase: TaskValues["phase"];
  readonly action: TaskValues["action"];
  readonly awaits: number | undefined;
  readonly calledOff: boolean;
  #number = 0;

  constructor(from: TaskValues) {
    this.id = from.id;
    this.operation = from.operation;
    this.definition = from.definition;
    this.key = from.key;
    this.rowId = from.rowId;
    this.phase = from.phase;
    this.action = from.action;
    this.awaits = from.awaits;
    this.calledOff = from.calledOff ?? false;
  }

  /** Equal ones have one number. */
  get number(): number {
    if (this.#number === 0) {
      const { id, operation, definition, key, rowId, phase, action, awaits, calledOff } = this;
      const who = `${id}@${operation}/${definition}${key}>${rowId ?? ""}`;
      this.#number = tasks.of(`${who}${phase}${action ?? ""}w${awaits ?? ""}${calledOff ? "c" : ""}`);
    }
    return this.#number;
  }

  /** The same with something else in it. */
  with(set: Partial<TaskValues>): Task {
    return new Task({ ...(this as TaskValues), ...set });
  }
}

/** What there is to say of a row. */
export interface SlotValues {
  readonly row: Row;
  /** Task that works on it. */
  readonly busy: number | undefined;
  /** Whether the cloud has its object. */
  readonly object: boolean;
  /** Whether that object holds what only one of a name can. */
  readonly holds: boolean;
}

/** A row with what only the process and only the cloud know of it. */
export class Slot implements SlotValues {
  readonly row: Row;
  readonly busy: number | undefined;
  readonly object: boolean;
  readonly holds: boolean;
  #number = 0;

  constructor({ row, busy, object, holds }: SlotValues) {
    this.row = row;
    this.busy = busy;
    this.object = object;
    this.holds = holds;
  }

  /** Equal ones have one number. */
  get number(): number {
    if (this.#number === 0) {
      const flags = (this.object ? 1 : 0) + (this.holds ? 2 : 0);
      this.#number = slots.of(`${this.row.number},${flags},${this.busy ?? ""}`);
    }
    return this.#number;
  }

  /** The same with something else in it. */
  with(set: Partial<SlotValues>): Slot {
    return new Slot({ row: this.row, busy: this.busy, object: this.object, holds: this.holds, ...set });
  }
}

/** What there is to say of a name. */
export interface NamedValues {
  readonly name: string;
  /** In the order in which they were made. */
  readonly slots: readonly Slot[];
  /** Id of the row that the name stands for. */
  readonly current: string | undefined;
  readonly tasks: readonly Task[];
  /** Rows that it has had. */
  readonly made: number;
  /** Tasks that it has had. */
  readonly begun: number;
}

/** All there is of one name. */
export class Named implements NamedValues {
  readonly name: string;
  readonly slots: readonly Slot[];
  readonly current: string | undefined;
  readonly tasks: readonly Task[];
  readonly made: number;
  readonly begun: number;
  #number = 0;
  #rows = "";

  constructor({ name, slots: ofName, current, tasks: working, made, begun }: NamedValues) {
    this.name = name;
    this.slots = ofName;
    this.current = current;
    this.tasks = working;
    this.made = made;
    this.begun = begun;
  }

  /** Equal ones have one number. */
  get number(): number {
    if (this.#number === 0) {
      let text = `${this.name}${this.current ?? ""}:${this.made}:${this.begun}`;
      for (const slot of this.slots) text += `;${slot.number}`;
      for (const task of this.tasks) text += `,${task.number}`;
      this.#number = names.of(text);
    }
    return this.#number;
  }

  /** The rows, as a text: what planning reads of it. */
  get rows(): string {
    if (this.#rows === "") this.#rows = `${this.name}${this.slots.map(({ row }) => row.number).join(",")}`;
    return this.#rows;
  }

  /** The same with something else in it. */
  with(set: Partial<NamedValues>): Named {
    return new Named({ ...(this as NamedValues), ...set });
  }
}
