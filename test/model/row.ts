import type { ResourceRow } from "#storage/rows.ts";
import { Numbering } from "./numbering.ts";

/** What the model has of a resource's row. */
export interface RowValues {
  readonly id: string;
  readonly name: string;
  readonly action: ResourceRow["action"];
  readonly status: ResourceRow["status"];
  readonly physicalId: string | null;
  readonly properties: ResourceRow["properties"];
  readonly requires: readonly string[];
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  readonly progress: ResourceRow["progress"];
  readonly operation: number;
  readonly createdAt: number;
}

const rows = new Numbering();
const values = new Numbering();
const numbersOfValues = new WeakMap<object, number>();

const nothing = {};

/** The same number for the same values. */
function numberOfValues(properties: ResourceRow["properties"]): number {
  if (properties === null) return 0;
  let number = numbersOfValues.get(properties);
  if (number === undefined) {
    number = values.of(JSON.stringify(properties));
    numbersOfValues.set(properties, number);
  }
  return number;
}

/** A resource's row, never changed. What the model has nothing of is as in a row that was just made. */
export class Row implements RowValues {
  readonly id: string;
  readonly name: string;
  readonly action: ResourceRow["action"];
  readonly status: ResourceRow["status"];
  readonly physicalId: string | null;
  readonly properties: ResourceRow["properties"];
  readonly requires: readonly string[];
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  readonly progress: ResourceRow["progress"];
  readonly operation: number;
  readonly createdAt: number;
  #number = 0;

  constructor(from: RowValues) {
    this.id = from.id;
    this.name = from.name;
    this.action = from.action;
    this.status = from.status;
    this.physicalId = from.physicalId;
    this.properties = from.properties;
    this.requires = from.requires;
    this.replaces = from.replaces;
    this.replacedBy = from.replacedBy;
    this.progress = from.progress;
    this.operation = from.operation;
    this.createdAt = from.createdAt;
  }

  get type(): string {
    return "Model::Thing";
  }

  get deletionPolicy(): string {
    return "Delete";
  }

  get metadata(): object {
    return nothing;
  }

  get attributes(): object {
    return nothing;
  }

  get data(): object {
    return nothing;
  }

  get reason(): string {
    return "";
  }

  get reference(): string | null {
    return this.physicalId;
  }

  /** Equal rows have one number. */
  get number(): number {
    if (this.#number === 0) {
      const { id, action, status, physicalId, requires, replaces, replacedBy, progress, operation, createdAt } = this;
      const before = progress === null ? "" : `!${numberOfValues(progress.before)}`;
      const links = `${requires.join("+")}<${replaces ?? ""}>${replacedBy ?? ""}`;
      const state = `${id}${action}${status}${physicalId === null ? "-" : ""}${operation},${createdAt}`;
      this.#number = rows.of(`${state}${links}v${numberOfValues(this.properties)}${before}`);
    }
    return this.#number;
  }

  /** The row with something else in it. */
  with(set: Partial<RowValues>): Row {
    return new Row({ ...(this as RowValues), ...set });
  }
}
