import { suggest } from "#schema/suggest.ts";
import type { Node } from "../expression.ts";
import { absent } from "../expression.ts";
import type { Scope } from "../template.ts";
import type { CallSite } from "./define-function.ts";

/** The arguments of a call that takes a list of them, once they are resolved. */
export type ResolveArguments = (scope: Scope) => readonly unknown[];

/** How many arguments a call takes, and how it is written. */
export interface ListOfArguments {
  readonly usage: string;
  readonly fewest: number;
  readonly most: number;
  /** Whether the list itself must stand in the template, and is checked there; else a function may give it. */
  readonly written?: boolean;
}

/**
 * Takes a call's argument as a list of arguments; one that is left out counts as if it had not been
 * written. As Heat, most functions are checked only when they are resolved.
 */
export function listOfArguments(argument: Node, form: ListOfArguments, at: CallSite): ResolveArguments {
  const { usage, fewest, most, written } = form;
  const check = (values: unknown): readonly unknown[] =>
    Array.isArray(values) && values.length >= fewest && values.length <= most ? values : at.fail(usage);
  if (written === true) check(argument.items);
  return (scope) => check(argument.resolve(scope));
}

/** What stands at a key that a call's map must have; what may have been meant by another key is told. */
export function entryOf(entries: ReadonlyMap<string, Node>, key: string, usage: string, at: CallSite): Node {
  const entry = entries.get(key);
  if (entry !== undefined) return entry;
  const near = suggest(key, entries.keys());
  const hint = near === undefined ? {} : { hint: `did you mean "${key}" by "${near}"?` };
  return at.fail(`${usage}: ${key} is missing`, hint);
}

/** The value of an argument; null where it is left out. */
export function resolveArgument(argument: Node, scope: Scope): unknown {
  const value = argument.resolve(scope);
  return value === absent ? null : value;
}

/** What the text that a function makes may be long, in characters. */
export const MAX_TEXT_LENGTH = 16_777_216;

function sizeOf(value: unknown, limit: number): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 1;
  let size = 1;
  for (const [key, member] of Object.entries(value)) {
    size += key.length + sizeOf(member, limit - size);
    if (size > limit) return size;
  }
  return size;
}

/** Ends a call whose text would be too long, before the text is made: one long value can stand in many places. */
export function limitText(value: unknown, at: CallSite): void {
  if (sizeOf(value, MAX_TEXT_LENGTH) > MAX_TEXT_LENGTH)
    at.fail(`makes a text of more than ${MAX_TEXT_LENGTH} characters`, { code: "limit" });
}

/** A map of values, whatever they are. */
export type ValueMap = Readonly<Record<string, unknown>>;

/** Whether a value is a map. */
export function isMap(value: unknown): value is ValueMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a value is, in a template author's words. */
export function nameOfKind(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    default:
      return "a map";
  }
}

/** The whole number that Python's `int()` makes of a value; undefined where it refuses it. */
export function wholeNumber(value: unknown): number | undefined {
  if (typeof value === "number") return Math.trunc(value);
  if (typeof value === "boolean") return Number(value);
  return typeof value === "string" && /^\s*[-+]?\d+\s*$/.test(value) ? Number(value) : undefined;
}
