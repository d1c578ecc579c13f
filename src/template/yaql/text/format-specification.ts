/** A format that cannot be used, and why. */
export class FormatFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = "FormatFault";
  }
}

/** What stands behind the colon of a field: `{0:>+8.2f}`. */
export interface FormatSpecification {
  readonly fill: string | undefined;
  readonly align: string | undefined;
  readonly sign: string | undefined;
  /** Whether a float that rounds to zero loses its sign. */
  readonly unsignedZero: boolean;
  readonly alternate: boolean;
  readonly zero: boolean;
  readonly width: number;
  readonly grouping: string | undefined;
  readonly precision: number | undefined;
  readonly type: string | undefined;
}

const syntax =
  /^(?:(?<fill>[^])?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<unsignedZero>z)?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<grouping>[,_])?(?:\.(?<precision>\d+))?(?<type>[^])?$/u;

/** How wide a field, and how precise a number, may be. */
const MOST = 10_000;

/** Reads a specification. Throws `FormatFault`. */
export function parseSpecification(text: string): FormatSpecification {
  const found = syntax.exec(text);
  if (found === null) throw new FormatFault(`${JSON.stringify(text)} is no format`);
  const { fill, align, sign, unsignedZero, alternate, zero, width, grouping, precision, type } = found.groups!;
  const numbers = [Number(width ?? 0), Number(precision ?? 0)];
  if (numbers.some((number) => number > MOST)) throw new FormatFault(`a field is wider than ${MOST}`);
  return {
    fill,
    align,
    sign,
    unsignedZero: unsignedZero !== undefined,
    alternate: alternate !== undefined,
    zero: zero !== undefined,
    width: numbers[0]!,
    grouping,
    precision: precision === undefined ? undefined : numbers[1]!,
    type,
  };
}
