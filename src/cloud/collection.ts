/** An object of a cloud service as its API shows it. */
export type CloudObject = Readonly<Record<string, unknown>>;

/** A query string: repeated keys as arrays. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** Bounds of one call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** How a collection is listed for watching. */
export interface Listing {
  /** Filters that leave the credential's own objects. */
  ownQuery(): Promise<Query>;
  /** Name of the filter that leaves what changed since a time, deleted objects included (Nova). */
  readonly changedSince?: string;
}

/**
 * One collection of a cloud service (`/v2.0/networks`), bound to a session. Every verb rejects with
 * `CloudFault` only. Safe calls (GET, PUT, DELETE) are retried by the session; a POST is retried only
 * when it surely had no effect.
 */
export interface Collection<T extends CloudObject = CloudObject> {
  /** `"neutron.network"`: what `names:` in a property says. */
  readonly kind: string;
  /** Name of an object of it in a sentence: `"network"`. */
  readonly noun: string;
  /** Whose calls they are: all collections of one session have the same. */
  readonly origin: object;
  /** Path below the service's version: with `origin` it says which collection this is. */
  readonly path: string;
  /** How one list call shows the objects that a watcher looks for; absent where objects are looked at one by one. */
  readonly listing?: Listing;
  create(body: CloudObject, options?: CallOptions): Promise<T>;
  /** Rejects with kind `"notFound"` when there is none. */
  show(id: string, options?: CallOptions): Promise<T>;
  /** All that match, paging followed. Filters are the service's own. */
  list(query?: Query, options?: CallOptions): Promise<T[]>;
  /** The one with this id, or else the only one of this name; rejects with `"notFound"` or `"ambiguous"`. */
  find(nameOrId: string, options?: CallOptions): Promise<T>;
  update(id: string, changes: CloudObject, options?: CallOptions): Promise<T>;
  /** Asks for its deletion; an object that is gone already is no error. */
  delete(id: string, options?: CallOptions): Promise<void>;
  /** POST (or another verb) to a path below the object: `act(id, "action", {resize: …})`. The answer's body. */
  act(id: string, path: string, body: unknown, options?: CallOptions & { method?: string }): Promise<unknown>;
}
