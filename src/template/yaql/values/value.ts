import type { Guard } from "./guard.ts";

/** Stands for a value in a `Map`: the same for values that Python calls equal. */
export type HashKey = string | number | bigint | null | object;

/**
 * A value of the language. Integers are `bigint`, floats are `number`, so that `1` and `1.0` stay
 * apart as in Python. Dictionaries, sets, iterators, dates and all else are objects.
 */
export type Value = null | boolean | bigint | number | string | readonly Value[] | HostValue;

/** A value that is an object of a class of its own. */
export abstract class HostValue {
  /** What messages call the type, e.g. `datetime`. */
  abstract readonly typeName: string;
  /** Whether the value equals another. Equal values have equal keys. */
  equals(other: Value, _guard: Guard): boolean {
    return this === other;
  }
  hashKey(_guard: Guard): HashKey {
    return this;
  }
  /** Whether the value counts as true. */
  isTrue(): boolean {
    return true;
  }
  /** The value as plain data in a result; undefined where there is no such form. */
  plain(): unknown {
    return undefined;
  }
}

/** Whether the value is a list. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
