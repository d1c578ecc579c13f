import { defineFunction } from "./define-function.ts";

/** Deep equality as Python has it, where `true` equals 1 and `false` equals 0. */
export function sameValue(a: unknown, b: unknown): boolean {
  const left = typeof a === "boolean" ? Number(a) : a;
  const right = typeof b === "boolean" ? Number(b) : b;
  if (typeof left !== "object" || left === null || typeof right !== "object" || right === null) return left === right;
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => sameValue(item, (right as unknown[])[index]))
    );
  }
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(right, key) &&
      sameValue((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key]),
  );
}

/** A text that two values share just where they are the same. */
export function identityOf(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === "boolean") return Number(member);
    if (typeof member !== "object" || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** `equals: [a, b]`: whether two values are the same. */
export const equals = defineFunction({
  name: "equals",
  description: "Whether two values are the same.",
  example: { call: "{ equals: [{ get_param: environment }, production] }", gives: true },
  parse(argument, at) {
    const [a, b] = argument.items ?? [];
    if (a === undefined || b === undefined || argument.items?.length !== 2)
      return at.fail("takes a list of two values");
    return { resolve: (scope) => sameValue(a.resolve(scope), b.resolve(scope)) };
  },
});
