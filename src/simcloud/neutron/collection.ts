import type { Caller, Json, SimContext } from "../service.ts";
import type { Table } from "../state.ts";
import type { Attributes } from "./attributes.ts";
import { NeutronFault } from "./faults.ts";
import type { NeutronTables } from "./rows.ts";

/** What the functions of a collection work on. */
export interface Neutron {
  readonly context: SimContext;
  readonly tables: NeutronTables;
}

/** A request for one collection. */
export interface Visit extends Neutron {
  readonly caller: Caller;
}

/** An object of any collection. */
export interface AnyRow extends Json {
  id: string;
  project_id: string;
}

/** One collection of Neutron: what may be sent, and what the verbs do. */
export interface Collection<T extends AnyRow> {
  readonly singular: string;
  readonly plural: string;
  /** The quota's name, e.g. `"neutron.ports"`. */
  readonly quota: string;
  readonly attributes: Attributes;
  readonly table: (tables: NeutronTables) => Table<T>;
  readonly notFound: (id: string) => NeutronFault;
  readonly create: (visit: Visit, fields: Json) => T;
  readonly update: (visit: Visit, row: T, fields: Json) => T;
  readonly remove: (visit: Visit, row: T) => void;
  /** Whether a project that does not own it may see it. */
  readonly isPublic?: (visit: Visit, row: Readonly<T>) => boolean;
  /** The wire form of several at once. */
  readonly show: (visit: Visit, rows: readonly T[]) => Json[];
  /** Runs before a list or a show. */
  readonly prepare?: (visit: Visit) => void;
}

/** Whether the caller may see the object. */
export function isVisible<T extends AnyRow>(visit: Visit, collection: Collection<T>, row: Readonly<T>): boolean {
  return (
    visit.caller.isAdmin || row.project_id === visit.caller.projectId || collection.isPublic?.(visit, row) === true
  );
}

/** The object of that id as the caller sees it; 404 where there is none for them. */
export function seen<T extends AnyRow>(visit: Visit, collection: Collection<T>, id: string): T {
  const row = collection.table(visit.tables).get(id);
  if (row === undefined || !isVisible(visit, collection, row)) throw collection.notFound(id);
  return row;
}

/** The 404s of a collection. */
export function notFoundFault(type: string, sentence: (id: string) => string): (id: string) => NeutronFault {
  return (id) => new NeutronFault(404, type, sentence(id));
}

/** Refuses a project's object over its quota. */
export function checkQuota<T extends AnyRow>(
  { context, tables }: Neutron,
  collection: Collection<T>,
  projectId: string,
): void {
  const allowed = context.quota(collection.quota, projectId);
  if (allowed === Infinity) return;
  let used = 0;
  for (const row of collection.table(tables).everything()) if (row.project_id === projectId) used += 1;
  if (used >= allowed)
    throw new NeutronFault(409, "OverQuota", `Quota exceeded for resources: ['${collection.singular}'].`);
}
