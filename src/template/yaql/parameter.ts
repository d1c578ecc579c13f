import type { Context, Parameter } from "./function-definition.ts";
import { Dictionary } from "./values/dictionary.ts";
import { isIterable, isIterator } from "./values/iterable.ts";
import type { HostValue, Value } from "./values/value.ts";
import { isList } from "./values/value.ts";
import { ValueSet } from "./values/value-set.ts";
import { View } from "./values/view.ts";

/** An argument that the function evaluates itself, as often as it likes: its arguments are `$`, `$2`, … */
export type Lambda = (...args: readonly Value[]) => Value;

/** A lambda that is evaluated in a context the function gives. */
export type ContextLambda = (context: Context, ...args: readonly Value[]) => Value;

/** `key => value` as an argument, both evaluated. */
export interface Pair {
  readonly key: Value;
  readonly value: Value;
}

/** `key => value` as an argument, evaluated by the function. */
export interface LazyPair {
  readonly key: Lambda;
  readonly value: Lambda;
}

const required = { passing: "value", rest: "none", optional: false, fallback: undefined, nullable: false } as const;

function typed<T>(type: string, accepts: (value: Value) => boolean): Parameter<T> {
  return { ...required, type, accepts };
}

/** Any value, null too. */
export function any(): Parameter<Value> {
  return { ...typed<Value>("any", () => true), nullable: true };
}

/** Text. */
export function text(): Parameter<string> {
  return typed("string", (value) => typeof value === "string");
}

/** An integer; a boolean is 0 or 1, as in Python. */
export function integer(): Parameter<bigint> {
  return { ...typed<bigint>("integer", isInteger), convert: (value) => BigInt(value as bigint | boolean) };
}

function isInteger(value: Value): boolean {
  return typeof value === "bigint" || typeof value === "boolean";
}

/** An integer that counts something or is a position, as a JavaScript number; cut to ±2^53. */
export function count(): Parameter<number> {
  return {
    ...typed<number>("integer", isInteger),
    convert: (value) => Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(value))),
  };
}

/** An integer or a float; not a boolean. */
export function numeric(): Parameter<bigint | number> {
  return typed("number", (value) => typeof value === "bigint" || typeof value === "number");
}

/** True or false. */
export function bool(): Parameter<boolean> {
  return typed("boolean", (value) => typeof value === "boolean");
}

/** A list, set or iterator, limited to as many items as the evaluation allows. */
export function iterable(): Parameter<Iterable<Value>> {
  return {
    ...typed<Iterable<Value>>("iterable", isIterable),
    convert: (value, evaluation) => evaluation.limited(value as readonly Value[]),
  };
}

/** An iterator alone: no list, no set. Not limited. */
export function iterator(): Parameter<Iterable<Value>> {
  return typed("iterator", isIterator);
}

/** The keys or the items of a dictionary. */
export function keysOrItems(): Parameter<View> {
  return typed("view", (value) => value instanceof View && value.kind === "set");
}

/** A list. */
export function list(): Parameter<readonly Value[]> {
  return typed("list", isList);
}

/** A dictionary. */
export function dictionary(): Parameter<Dictionary> {
  return typed("dictionary", (value) => value instanceof Dictionary);
}

/** A set. */
export function set(): Parameter<ValueSet> {
  return typed("set", (value) => value instanceof ValueSet);
}

/** Null alone. */
export function nothing(): Parameter<null> {
  return { ...typed<null>("null", () => false), nullable: true };
}

/** A value of a class of the library; its constructor may be private. */
export function host<T extends HostValue>(type: string, { prototype }: { readonly prototype: T }): Parameter<T> {
  return typed(type, (value) => Object.prototype.isPrototypeOf.call(prototype, value as object));
}

/** An expression that the function evaluates itself. */
export function lambda(): Parameter<Lambda> {
  return { ...typed<Lambda>("lambda", () => true), passing: "lambda", nullable: true };
}

/** An expression that the function evaluates itself in a context it gives. */
export function contextLambda(): Parameter<ContextLambda> {
  return { ...typed<ContextLambda>("lambda", () => true), passing: "context lambda", nullable: true };
}

/** `key => value`; of functions with `takesPairs`. */
export function pair(): Parameter<Pair> {
  return { ...typed<Pair>("pair", () => false), passing: "pair" };
}

/** `key => value`, evaluated by the function; of functions with `takesPairs`. */
export function lazyPair(): Parameter<LazyPair> {
  return { ...typed<LazyPair>("pair", () => false), passing: "lazy pair" };
}

/** A parameter that may be null. */
export function nullable<T>(parameter: Parameter<T>): Parameter<T | null> {
  return { ...parameter, nullable: true };
}

/** A parameter that need not be given: the function then gets `fallback`, or undefined. */
export function optional<T>(parameter: Parameter<T>): Parameter<T | undefined>;
export function optional<T>(parameter: Parameter<T>, fallback: T): Parameter<T>;
export function optional<T>(parameter: Parameter<T>, fallback?: T): Parameter<T | undefined> {
  return { ...parameter, optional: true, fallback };
}

/** All further arguments by position; the last parameter but `restByName`. */
export function rest<T>(parameter: Parameter<T>): Parameter<readonly T[]> {
  return { ...parameter, rest: "positional", optional: true, fallback: undefined };
}

/** All further arguments by name; the last parameter. */
export function restByName<T>(parameter: Parameter<T>): Parameter<ReadonlyMap<string, T>> {
  return { ...parameter, rest: "named", optional: true, fallback: undefined };
}
