import type { CallOptions, CloudObject, Collection, Listing, Query } from "./collection.ts";
import { CloudFault, isFault } from "./fault.ts";
import type { Session } from "./session.ts";

const MAX_PAGES = 1000;
const JSON_PATCH = "application/openstack-images-v2.1-json-patch";

/** What makes one collection differ from another. */
export interface CollectionShape {
  readonly kind: string;
  readonly noun: string;
  readonly service: string;
  /** `"/networks"`, below the service's version. */
  readonly path: string;
  /** Key around one object in a body; absent where bodies are bare. */
  readonly singular?: string | undefined;
  /** Key of the array in a list's body. */
  readonly plural: string;
  /** Whether each object of a list stands in a key of its own (`{keypair: {…}}`). */
  readonly wrappedItems?: boolean;
  /** Where a list shows whole objects: `"/volumes/detail"`. */
  readonly listPath?: string;
  /** Sent with every list call. */
  readonly listQuery?: Query;
  readonly update?: "PUT" | "PATCH" | "jsonPatch";
  /** The field that is the id in paths; `"id"` when not said. */
  readonly idField?: string;
  /** The field that is the name; `"name"` when not said. */
  readonly nameField?: string;
  /** Whether ids are UUIDs (so that a name is not asked for as an id) or may be any text. */
  readonly ids?: "uuid" | "any";
  /** How a name is found: by a filter equal to it, by one that is a regular expression, among all, or not at all. */
  readonly nameQuery?: "equal" | "expression" | "amongAll" | "none";
  /** Filter that leaves the project's own objects: `"project_id"`. */
  readonly ownFilter?: string;
  readonly changedSince?: string;
  /** Whether objects may be watched by list calls. */
  readonly watchedByList?: boolean;
}

const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The query of the next page, as an answer says it in any of the services' ways; undefined at the end. */
function nextPage(body: unknown, plural: string): URLSearchParams | undefined {
  if (!isRecord(body)) return undefined;
  const links = body[`${plural}_links`];
  const rel: unknown = Array.isArray(links)
    ? links.find((link) => isRecord(link) && link["rel"] === "next")
    : undefined;
  const own = isRecord(body["links"]) ? body["links"]["next"] : undefined;
  const href = isRecord(rel) ? rel["href"] : (body["next"] ?? own);
  if (typeof href !== "string") return undefined;
  // Behind a proxy the link's host may be wrong; its query is right.
  return new URL(href, "http://cloud").searchParams;
}

class DerivedCollection<T extends CloudObject> implements Collection<T> {
  readonly kind: string;
  readonly noun: string;
  readonly origin: object;
  readonly path: string;
  declare readonly listing?: Listing;
  readonly #session: Session;
  readonly #shape: CollectionShape;

  constructor(session: Session, shape: CollectionShape) {
    this.#session = session;
    this.#shape = shape;
    this.kind = shape.kind;
    this.noun = shape.noun;
    this.origin = session;
    this.path = shape.path;
    if (shape.watchedByList !== false) this.listing = listingOf(session, shape);
  }

  async create(body: CloudObject, options?: CallOptions): Promise<T> {
    const answer = await this.#call("POST", this.path, this.#wrapped(body), options);
    return this.#unwrapped(answer);
  }

  async show(id: string, options?: CallOptions): Promise<T> {
    if (id === "") throw this.#fault("notFound", `there is no ${this.noun} without an id`);
    return this.#unwrapped(await this.#call("GET", this.#pathOf(id), undefined, options));
  }

  async list(query?: Query, options?: CallOptions): Promise<T[]> {
    const { service, plural, listPath = this.path, listQuery } = this.#shape;
    const objects: T[] = [];
    let page: Query = { ...listQuery, ...query };
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const body = await this.#session.request({ service, method: "GET", path: listPath, query: page, ...options });
      const items = isRecord(body) ? body[plural] : undefined;
      if (!Array.isArray(items))
        throw this.#fault("unexpected", `GET ${listPath} on ${service}: the answer has no "${plural}"`);
      for (const item of items) objects.push(this.#item(item));
      const next = nextPage(body, plural);
      // A full last page may link to itself again.
      if (next === undefined || items.length === 0 || next.get("marker") === page["marker"]) return objects;
      page = Object.fromEntries([...next.keys()].map((key) => [key, next.getAll(key)]));
      if (next.has("marker")) page = { ...page, marker: next.get("marker") ?? "" };
    }
    throw this.#fault("unexpected", `GET ${listPath} on ${service}: more than ${MAX_PAGES} pages`);
  }

  async find(nameOrId: string, options?: CallOptions): Promise<T> {
    const mayBeId = this.#shape.ids === "any" || UUID.test(nameOrId);
    let refusal: CloudFault | undefined;
    if (mayBeId) {
      try {
        return await this.show(nameOrId, options);
      } catch (error) {
        // Keystone forbids plain users to ask for what does not exist; a malformed id is not one.
        if (!isFault(error, "notFound", "forbidden", "badRequest")) throw error;
        if (error.kind === "forbidden") refusal = error;
      }
    }
    if (this.#shape.nameQuery !== "none") {
      const found = await this.#named(nameOrId, options);
      if (found !== undefined) return found;
    }
    throw (
      refusal ??
      this.#fault(
        "notFound",
        `there is no ${this.noun} "${nameOrId}", neither as a name nor as an id, that this project can see — correct the name, or create it first`,
      )
    );
  }

  async update(id: string, changes: CloudObject, options?: CallOptions): Promise<T> {
    const { update = "PUT" } = this.#shape;
    if (update !== "jsonPatch")
      return this.#unwrapped(await this.#call(update, this.#pathOf(id), this.#wrapped(changes), options));
    const operations = Object.entries(changes).map(([key, value]) => {
      const path = `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      return value === null || value === undefined ? { op: "remove", path } : { op: "add", path, value };
    });
    const answer = await this.#session.request({
      service: this.#shape.service,
      method: "PATCH",
      path: this.#pathOf(id),
      body: operations,
      headers: { "content-type": JSON_PATCH },
      ...options,
    });
    return this.#unwrapped(answer);
  }

  async delete(id: string, options?: CallOptions): Promise<void> {
    if (id === "") return;
    try {
      await this.#call("DELETE", this.#pathOf(id), undefined, options);
    } catch (error) {
      if (!isFault(error, "notFound")) throw error;
    }
  }

  act(id: string, path: string, body: unknown, options: CallOptions & { method?: string } = {}): Promise<unknown> {
    const { method = "POST", ...bounds } = options;
    return this.#call(method, `${this.#pathOf(id)}/${path}`, body ?? undefined, bounds);
  }

  #pathOf(id: string): string {
    return `${this.path}/${encodeURIComponent(id)}`;
  }

  #call(method: string, path: string, body: unknown, options: CallOptions | undefined): Promise<unknown> {
    return this.#session.request({
      service: this.#shape.service,
      method,
      path,
      ...(body !== undefined && { body }),
      ...options,
    });
  }

  #wrapped(body: CloudObject): CloudObject {
    return this.#shape.singular === undefined ? body : { [this.#shape.singular]: body };
  }

  #unwrapped(answer: unknown): T {
    const { singular } = this.#shape;
    const object: unknown = singular !== undefined && isRecord(answer) ? answer[singular] : answer;
    if (!isRecord(object)) throw this.#fault("unexpected", `${this.#shape.service} answered without a ${this.noun}`);
    return this.#identified(object);
  }

  #item(item: unknown): T {
    const { wrappedItems, singular } = this.#shape;
    const object: unknown = wrappedItems && singular !== undefined && isRecord(item) ? item[singular] : item;
    if (!isRecord(object))
      throw this.#fault("unexpected", `${this.#shape.service} listed something that is no ${this.noun}`);
    return this.#identified(object);
  }

  /** Every object has an `id`, also where the service calls it otherwise. */
  #identified(object: Record<string, unknown>): T {
    const { idField = "id" } = this.#shape;
    return (idField === "id" ? object : { ...object, id: object[idField] }) as T;
  }

  async #named(name: string, options: CallOptions | undefined): Promise<T | undefined> {
    const { nameQuery = "equal", nameField = "name" } = this.#shape;
    // Nova's filter is a regular expression of the database, so special characters stand for any one.
    const expression = `^${name.replaceAll(/[^\w -]/g, ".")}$`;
    const filter = { equal: { name }, expression: { name: expression }, amongAll: {}, none: {} };
    const candidates = (await this.list(filter[nameQuery], options)).filter((object) => object[nameField] === name);
    if (candidates.length <= 1) return candidates[0];
    // An administrator sees all projects' objects; the own one is meant.
    const { projectId } = await this.#session.identity();
    const own = candidates.filter(
      (object) => (object["project_id"] ?? object["tenant_id"] ?? object["owner"]) === projectId,
    );
    if (own.length === 1) return own[0];
    const ids = candidates.slice(0, 5).map((object) => String(object["id"]));
    throw this.#fault(
      "ambiguous",
      `there are ${candidates.length} objects named "${name}" among the ${this.noun}s (${ids.join(", ")}${candidates.length > 5 ? ", …" : ""}) — give the id`,
    );
  }

  #fault(kind: "notFound" | "ambiguous" | "unexpected", message: string): CloudFault {
    return new CloudFault({
      kind,
      message,
      service: this.#shape.service,
      mayHaveHadEffect: kind === "unexpected",
      transient: false,
    });
  }
}

function listingOf(session: Session, { ownFilter, changedSince }: CollectionShape): Listing {
  return {
    async ownQuery() {
      if (ownFilter === undefined) return {};
      const { projectId } = await session.identity();
      return projectId === "" ? {} : { [ownFilter]: projectId };
    },
    ...(changedSince !== undefined && { changedSince }),
  };
}

/** The collection of that shape, as the session sees it. */
export function deriveCollection<T extends CloudObject = CloudObject>(
  session: Session,
  shape: CollectionShape,
): Collection<T> {
  return new DerivedCollection<T>(session, shape);
}
