import type { Guard } from "./guard.ts";
import type { Value } from "./value.ts";
import { ValueSet } from "./value-set.ts";
import { HostValue } from "./value.ts";

/** A collection that can be read again and again, but has no positions: the keys of a dictionary, an ordering. */
export class View extends HostValue implements Iterable<Value> {
  readonly typeName = "view";
  /** What the view passes for where a function asks for a set or an iterator. */
  readonly kind: "set" | "iterator" | "collection";
  /** The number of items; undefined where it is not known without reading them. */
  readonly size: number | undefined;
  readonly #iterate: () => Iterator<Value>;

  constructor(kind: View["kind"], iterate: () => Iterator<Value>, size?: number) {
    super();
    this.kind = kind;
    this.#iterate = iterate;
    this.size = size;
  }

  [Symbol.iterator](): Iterator<Value> {
    return this.#iterate();
  }

  override equals(other: Value, guard: Guard): boolean {
    if (this === other) return true;
    const isSet = other instanceof ValueSet || (other instanceof View && other.kind === "set");
    return isSet && this.kind === "set" && new ValueSet(guard, this).equals(new ValueSet(guard, other));
  }

  override isTrue(): boolean {
    return this.size !== 0;
  }
}
