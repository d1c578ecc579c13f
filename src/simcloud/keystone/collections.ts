import { SimFault, type Json, type SimAnswer, type SimObject } from "../service.ts";
import type { Table } from "../state.ts";
import { allowed, listBody, newId, type Visit } from "./access.ts";
import { hashSecret, malformed, notFound, objectAt, type IdentityRow, type KeystoneTables } from "./rows.ts";
import type { LiveToken } from "./tokens.ts";

/** A collection with the plain verbs. */
interface Collection {
  readonly singular: string;
  readonly table: keyof KeystoneTables;
  /** What a new object has where the body says nothing. */
  readonly defaults: (visit: Visit, token: LiveToken) => Json;
  /** Whether names are unique within the domain (or everywhere); absent: they need not be. */
  readonly named?: "everywhere" | "in its domain";
  /** Whether an object may be read (and, for credentials, changed) by this caller though no administrator. */
  readonly isTheirs?: (row: Json, token: LiveToken) => boolean;
  readonly ownersMayWrite?: boolean;
  readonly afterDelete?: (tables: KeystoneTables, id: string) => void;
}

function dropAssignments(
  tables: KeystoneTables,
  isGone: (row: { actor_id: string; scope_id: string; role_id: string }) => boolean,
): void {
  for (const row of Array.from(tables.assignments.everything())) if (isGone(row)) tables.assignments.delete(row.id);
}

function dropWhere<T extends SimObject>(table: Table<T>, isGone: (row: Readonly<T>) => boolean): void {
  for (const row of Array.from(table.everything())) if (isGone(row)) table.delete(row.id);
}

const COLLECTIONS: Readonly<Record<string, Collection>> = {
  domains: {
    singular: "domain",
    table: "domains",
    named: "everywhere",
    defaults: () => ({ description: "", enabled: true, tags: [], options: {} }),
    afterDelete(tables, id) {
      for (const table of [tables.users, tables.projects, tables.groups])
        dropWhere(table, (row) => row.domain_id === id);
      dropAssignments(tables, (row) => row.scope_id === id);
    },
  },
  projects: {
    singular: "project",
    table: "projects",
    named: "in its domain",
    defaults: ({ request }, token) => {
      const domain = objectAt(request.body, "project")?.["domain_id"] ?? token.user.domain_id;
      return {
        domain_id: domain,
        description: "",
        enabled: true,
        parent_id: domain,
        is_domain: false,
        tags: [],
        options: {},
      };
    },
    isTheirs: (row, token) => row["id"] === token.project?.id,
    afterDelete: (tables, id) => dropAssignments(tables, (row) => row.scope_id === id),
  },
  users: {
    singular: "user",
    table: "users",
    named: "in its domain",
    defaults: (_, token) => ({
      domain_id: token.user.domain_id,
      enabled: true,
      password_expires_at: null,
      options: {},
    }),
    isTheirs: (row, token) => row["id"] === token.user.id,
    afterDelete(tables, id) {
      dropAssignments(tables, (row) => row.actor_id === id);
      dropWhere(tables.members, (row) => row.id.endsWith(`/${id}`));
      dropWhere(tables.trusts, (row) => row.trustor_user_id === id || row.trustee_user_id === id);
      dropWhere(tables.applicationCredentials, (row) => row.user_id === id);
      dropWhere(tables.credentials, (row) => row["user_id"] === id);
    },
  },
  groups: {
    singular: "group",
    table: "groups",
    named: "in its domain",
    defaults: (_, token) => ({ domain_id: token.user.domain_id, description: "" }),
    afterDelete(tables, id) {
      dropAssignments(tables, (row) => row.actor_id === id);
      dropWhere(tables.members, (row) => row.id.startsWith(`${id}/`));
    },
  },
  roles: {
    singular: "role",
    table: "roles",
    named: "everywhere",
    defaults: () => ({ domain_id: null, description: null, options: {} }),
    afterDelete: (tables, id) => dropAssignments(tables, (row) => row.role_id === id),
  },
  credentials: {
    singular: "credential",
    table: "credentials",
    defaults: (_, token) => ({ user_id: token.user.id, project_id: null }),
    isTheirs: (row, token) => row["user_id"] === token.user.id,
    ownersMayWrite: true,
  },
};

/** Whether `name` is a collection with the plain verbs. */
export function isCollection(name: string | undefined): name is string {
  return name !== undefined && Object.hasOwn(COLLECTIONS, name);
}

/** An object as the API shows it: without secrets, with a link to itself. */
export function shown(visit: Visit, plural: string, row: Json): Json {
  const { password_hash: _hash, tokens_valid_from: _from, ...rest } = row;
  return { ...rest, links: { self: `${visit.context.endpoint("identity")}/${plural}/${String(row["id"])}` } };
}

function refuseTwin(table: Table<IdentityRow>, collection: Collection, row: Json): void {
  for (const other of table.everything()) {
    const isTwin =
      other.id !== row["id"] &&
      other.name === row["name"] &&
      (collection.named === "everywhere" || other.domain_id === row["domain_id"]);
    if (isTwin) {
      throw new SimFault(
        409,
        `Conflict occurred attempting to store ${collection.singular} - Duplicate entry found with name ${other.name}${
          collection.named === "everywhere" ? "" : ` at domain ID ${String(other.domain_id)}`
        }.`,
      );
    }
  }
}

function withHashedPassword(row: Json, now: number): Json {
  const { password, ...rest } = row;
  if (password === undefined) return row;
  // Tokens from before a change of password end with it.
  return { ...rest, password_hash: hashSecret(String(password), String(row["id"])), tokens_valid_from: now };
}

function isMatch(row: Json, query: URLSearchParams): boolean {
  for (const [key, value] of query) {
    if (key === "limit" || key === "marker" || key === "include_names") continue;
    if (key.includes("__")) {
      const [field = "", operator] = key.split("__");
      if (operator === "contains" && !String(row[field]).includes(value)) return false;
      continue;
    }
    if (key in row && String(row[key]).toLowerCase() !== value.toLowerCase()) return false;
  }
  return true;
}

function list(visit: Visit, plural: string, collection: Collection): SimAnswer {
  const isOwn = collection.ownersMayWrite === true;
  const token = allowed(visit, `list_${plural}`, () => isOwn);
  const mayAll = token.roles.some(({ name }) => name === "admin");
  const rows = (visit.tables[collection.table] as unknown as Table<IdentityRow>)
    .list()
    .filter((row) => isMatch(row, visit.request.query) && (mayAll || collection.isTheirs?.(row, token) === true));
  return {
    status: 200,
    body: listBody(
      visit,
      plural,
      rows.map((row) => shown(visit, plural, row)),
    ),
  };
}

function create(visit: Visit, plural: string, collection: Collection): SimAnswer {
  const body = objectAt(visit.request.body, collection.singular);
  const token = allowed(visit, `create_${collection.singular}`, (own) => {
    return collection.ownersMayWrite === true && (body?.["user_id"] ?? own.user.id) === own.user.id;
  });
  if (body === undefined) throw malformed(`Expecting to find ${collection.singular} in request body.`);
  const table = visit.tables[collection.table] as unknown as Table<IdentityRow>;
  const row = { ...collection.defaults(visit, token), ...body, id: newId(visit.context) } as unknown as IdentityRow;
  if (collection.named !== undefined) {
    if (typeof row.name !== "string" || row.name === "") throw new SimFault(400, "'name' is a required property");
    refuseTwin(table, collection, row);
    if (typeof row.domain_id === "string" && visit.tables.domains.get(row.domain_id) === undefined) {
      throw notFound("domain", row.domain_id);
    }
  }
  table.put(withHashedPassword(row, visit.context.now()) as IdentityRow);
  return {
    status: 201,
    body: { [collection.singular]: shown(visit, plural, table.get(row.id) ?? withHashedPassword(row, 0)) },
  };
}

/** Answers the plain verbs of a collection: `/users`, `/users/{id}`. */
export function answerCollection(visit: Visit, plural: string, id: string | undefined): SimAnswer {
  const collection = COLLECTIONS[plural];
  if (collection === undefined) throw notFound("collection", plural);
  const { method, body } = visit.request;
  if (id === undefined) {
    if (method === "POST") return create(visit, plural, collection);
    if (method === "GET" || method === "HEAD") return list(visit, plural, collection);
    throw new SimFault(405, "The method is not allowed for the requested URL.");
  }
  const table = visit.tables[collection.table] as unknown as Table<IdentityRow>;
  const row = table.get(id);
  const verb = method === "GET" || method === "HEAD" ? "get" : method === "DELETE" ? "delete" : "update";
  const mayOwner = verb === "get" || collection.ownersMayWrite === true;
  allowed(
    visit,
    `${verb}_${collection.singular}`,
    (own) => mayOwner && row !== undefined && collection.isTheirs?.(row, own) === true,
  );
  if (row === undefined) throw notFound(collection.singular, id);
  if (verb === "get") return { status: 200, body: { [collection.singular]: shown(visit, plural, row) } };
  if (verb === "delete") {
    if (plural === "domains" && row.enabled !== false) {
      throw new SimFault(403, "Cannot delete a domain that is enabled, please disable it first.");
    }
    table.delete(id);
    collection.afterDelete?.(visit.tables, id);
    return { status: 204 };
  }
  if (method !== "PATCH") throw new SimFault(405, "The method is not allowed for the requested URL.");
  const { id: _id, ...changes } = objectAt(body, collection.singular) ?? {};
  const changed = { ...row, ...changes } as IdentityRow;
  if (collection.named !== undefined) refuseTwin(table, collection, changed);
  table.put(withHashedPassword(changed, visit.context.now()) as IdentityRow);
  return { status: 200, body: { [collection.singular]: shown(visit, plural, table.get(id) ?? changed) } };
}
