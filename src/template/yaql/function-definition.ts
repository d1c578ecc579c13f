import type { YaqlLimits } from "./evaluation/limits.ts";
import type { Guard } from "./values/guard.ts";
import type { Stream } from "./values/stream.ts";
import type { HostValue, Value } from "./values/value.ts";

/**
 * How a function is called: `f(x)`, `x.f()`, both (an extension), by an operator between or before
 * its operands, or as an attribute (`x.f`).
 */
export type FunctionKind = "function" | "method" | "extension" | "operator" | "prefix operator" | "property";

/** An expression and what it gives with `data` as `$`; the page of functions shows it, a test runs it. */
export interface Example {
  readonly expression: string;
  readonly data?: unknown;
  readonly result: unknown;
}

/** What makes an expression depend on more than its data. */
export interface Surroundings {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Uniform in [0, 1). */
  random(): number;
}

/** What a call by values may have besides arguments by position. */
export interface MoreArguments {
  readonly named?: Iterable<readonly [name: Value, value: Value]>;
  /** Makes it a call of a method. */
  readonly receiver?: Value | undefined;
}

/** One evaluation of an expression, as functions of the library see it. */
export interface Evaluation extends Guard {
  readonly limits: YaqlLimits;
  readonly surroundings: Surroundings;
  /** A lazy sequence that can be read once. */
  stream(source: Iterator<Value>): Stream;
  /** The items, with an error once they are more than `limits.iterators`; of a known size at once. */
  limited(items: Iterable<Value>): Iterable<Value>;
  /** Gives a value that was made back, unless it is larger than `limits.memory` allows. */
  sized<V extends Value>(value: V): V;
  /** Ends the evaluation if the values together take more than `limits.memory`. */
  checkSizes(values: readonly Value[]): void;
  /** Ends the evaluation if a value of `bytes` is too large; to be asked before such a value is made. */
  checkSize(bytes: number): void;
  /** Calls a function of the language by its name, as `str` or `#operator_<`, with values as arguments. */
  invoke(name: string, values: readonly Value[], context: Context, more?: MoreArguments): Value;
  /** Ends the evaluation with a mistake of the expression's author. */
  fail(problem: string): never;
}

/** What names mean at a place of the expression: variables and functions, its own before its parent's. */
export interface Context extends HostValue {
  /** A context within this one in which `$`, `$2`, … are the given values. */
  child(positional?: readonly Value[], named?: ReadonlyMap<string, Value>): Context;
  /** A context within this one that has one more function, hiding those of its name if its arguments fit. */
  withFunction(key: string, definition: FunctionDefinition): Context;
  /** The value of a variable; null if there is none. `index` is that of `$1`, `$2`, …, from 0. */
  variable(name: string, index: number | undefined): Value;
  /** The overloads of a function, innermost table first. */
  overloads(key: string): readonly (readonly FunctionDefinition[])[];
}

/** How an argument reaches the function: its value, or unevaluated in one of these forms. */
export type Passing = "value" | "lambda" | "context lambda" | "pair" | "lazy pair";

/** A parameter of a function; `T` is what the function gets. */
export interface Parameter<T> {
  /** What messages and the page of functions call the type. */
  readonly type: string;
  readonly passing: Passing;
  /** Whether the parameter takes all further arguments: by position, or by name. */
  readonly rest: "none" | "positional" | "named";
  readonly optional: boolean;
  /** What an optional parameter is without an argument. */
  readonly fallback: T | undefined;
  readonly nullable: boolean;
  /** Whether a value, not null, is of the type. */
  accepts(value: Value): boolean;
  /** What the function gets for an accepted value; absent where that is the value itself. */
  convert?(value: Value, evaluation: Evaluation): unknown;
}

/** What a function returns: a generator becomes an iterator of the language, `undefined` is null. */
export type Result = Value | Iterator<Value> | undefined;

/** A function of the library, its types erased. */
export interface FunctionDefinition {
  readonly name: string;
  readonly kind: FunctionKind;
  readonly description: string;
  readonly parameters: readonly (readonly [name: string, parameter: Parameter<unknown>])[];
  readonly takesPairs: boolean;
  /** How many arguments there must be, and how many by position there may be. */
  readonly least: number;
  readonly most: number;
  /** Whether a parameter has a conversion. */
  readonly converts: boolean;
  /** Whether all parameters take one value each. */
  readonly isPlain: boolean;
  readonly example: Example | undefined;
  call(args: Readonly<Record<string, unknown>>, evaluation: Evaluation, context: Context): Result;
}
