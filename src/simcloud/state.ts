/** An object kept in a table. */
export interface SimObject {
  id: string;
}

/** A table of a simulated service's objects. Objects handed out are copies; changes go through `put`, `patch` and `later`. */
export interface Table<T extends SimObject> {
  /** The object with all its due changes applied, or undefined. */
  get(id: string): T | undefined;
  /** All objects in order of creation, due changes applied. */
  list(): T[];
  /** All objects as they lie, uncopied, those not yet visible included: for allocation and uniqueness. Never change them. */
  everything(): Iterable<Readonly<T>>;
  put(object: T): void;
  patch(id: string, changes: Partial<T>): void;
  delete(id: string): void;
  /** Applies `changes` `delayMs` from now on the cloud's clock (seen at the next read), unless the object is gone by then. */
  later(id: string, delayMs: number, changes: Partial<T>): void;
  /** Deletes the object `delayMs` from now. */
  deleteLater(id: string, delayMs: number): void;
}
