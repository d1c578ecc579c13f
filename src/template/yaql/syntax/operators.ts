/** Binding powers, loosest first; the rows of YAQL's default table of operators. */
const rows: readonly { readonly binary?: readonly string[]; readonly prefix?: readonly string[] }[] = [
  { binary: ["->"] },
  { binary: ["or"] },
  { binary: ["and"] },
  { prefix: ["not"] },
  { binary: [">", "<", ">=", "<=", "!=", "=", "in"] },
  { binary: ["+", "-"] },
  { binary: ["*", "/", "mod"] },
  { binary: ["=~", "!~"] },
  { prefix: ["+", "-"] },
];

/** A binary operator: the larger `power` binds tighter. */
export interface BinaryOperator {
  readonly power: number;
  readonly rightAssociative: boolean;
}

/** The binary operators, but for `.`, `?.` and indexing, which bind tightest of all. */
export const binaryOperators: ReadonlyMap<string, BinaryOperator> = new Map(
  rows.flatMap(({ binary = [] }, row) =>
    binary.map((symbol) => [symbol, { power: row + 1, rightAssociative: symbol === "->" }] as const),
  ),
);

/** The prefix operators with their power. */
export const prefixOperators: ReadonlyMap<string, number> = new Map(
  rows.flatMap(({ prefix = [] }, row) => prefix.map((symbol) => [symbol, row + 1] as const)),
);

/** The power of indexing: binds tighter than all operators but `.` and `?.`. */
export const indexPower = rows.length + 1;

/** The power of `.` and `?.`. */
export const memberPower = rows.length + 2;

/** The words that are operators and so cannot be keywords. */
export const wordOperators: ReadonlySet<string> = new Set(["not", "and", "or", "in", "mod"]);
