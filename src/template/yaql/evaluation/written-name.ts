const ofSpecialNames: ReadonlyMap<string, string> = new Map([
  ["#list", "a list"],
  ["#map", "a dictionary"],
  ["#indexer", "indexing"],
  ["*equal", "="],
  ["*not_equal", "!="],
]);

/** A function's name as an expression has it: `#operator_+` is `+`. */
export function writtenName(name: string): string {
  return ofSpecialNames.get(name) ?? name.replace(/^#(?:unary_operator_|operator_|property#)/, "");
}
