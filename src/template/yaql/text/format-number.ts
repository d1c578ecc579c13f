import type { Numeric } from "../values/number.ts";
import { toFloat } from "../values/number.ts";
import { exponentSuffix, fixedDigits, floatText, significantDigits } from "./decimal.ts";
import type { FormatSpecification } from "./format-specification.ts";
import { FormatFault } from "./format-specification.ts";

/** A number in digits, its sign apart so that padding can stand between them. */
export interface NumberText {
  readonly sign: string;
  readonly prefix: string;
  readonly digits: string;
  /** What stands behind the digits and is not grouped. */
  readonly suffix: string;
}

const bases: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16, d: 10, n: 10 };

function signOf(isNegative: boolean, { sign }: FormatSpecification): string {
  return isNegative ? "-" : sign === "+" || sign === " " ? sign : "";
}

function withoutZeros(digits: string): string {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}

function exponentForm(value: number, precision: number, alternate: boolean): string {
  const { digits, exponent } = significantDigits(value, precision + 1);
  const point = precision > 0 || alternate ? "." : "";
  return `${digits[0]!}${point}${digits.slice(1)}e${exponentSuffix(exponent)}`;
}

/** The shorter of both forms; with `point`, one without an exponent has a digit behind the point. */
function generalForm(
  value: number,
  precision: number,
  { alternate, point }: { alternate: boolean; point: boolean },
): string {
  const significant = Math.max(precision, 1);
  const { digits, exponent } = significantDigits(value, significant);
  const trim = alternate ? (text: string) => text : withoutZeros;
  if (exponent < -4 || exponent >= significant - (point ? 1 : 0)) {
    const mantissa = trim(significant > 1 ? `${digits[0]!}.${digits.slice(1)}` : digits);
    return `${mantissa}e${exponentSuffix(exponent)}`;
  }
  const fixed = trim(fixedDigits(value, significant - 1 - exponent));
  return point && !fixed.includes(".") ? `${fixed}.0` : fixed;
}

function finiteDigits(value: number, specification: FormatSpecification): string {
  const { type, precision, alternate } = specification;
  switch (type) {
    case "e":
    case "E":
      return exponentForm(value, precision ?? 6, alternate);
    case "f":
    case "F":
      return fixedDigits(value, precision ?? 6) + (alternate && precision === 0 ? "." : "");
    case "%":
      return fixedDigits(value * 100, precision ?? 6) + (alternate && precision === 0 ? "." : "");
    case "g":
    case "G":
    case "n":
      return generalForm(value, precision ?? 6, { alternate, point: false });
    case undefined:
      return precision === undefined
        ? floatText(Math.abs(value))
        : generalForm(value, precision, { alternate, point: true });
    default:
      throw new FormatFault(`the format ${JSON.stringify(type)} does not fit a float`);
  }
}

function floatParts(value: number, specification: FormatSpecification): NumberText {
  const isUpper = /^[EFGX]$/.test(specification.type ?? "");
  const digits = Number.isFinite(value) ? finiteDigits(value, specification) : Number.isNaN(value) ? "nan" : "inf";
  const isZero = specification.unsignedZero && !/[1-9]/.test(digits.replace(/e.*/, ""));
  const isNegative = (value < 0 || Object.is(value, -0)) && !isZero;
  const [whole, suffix] = [/^\d+/.exec(digits)?.[0] ?? "", digits.replace(/^\d+/, "")];
  const percent = specification.type === "%" ? "%" : "";
  const shown = isUpper ? suffix.toUpperCase() : suffix;
  return { sign: signOf(isNegative, specification), prefix: "", digits: whole, suffix: shown + percent };
}

function characterOf(value: bigint): string {
  if (value < 0n || value > 0x10ffffn) throw new FormatFault("the number is no character");
  return String.fromCodePoint(Number(value));
}

/** The parts of a number as a specification has them. Throws `FormatFault`. */
export function numberParts(value: Numeric, specification: FormatSpecification): NumberText {
  const type = specification.type ?? "d";
  if (typeof value === "number") return floatParts(value, specification);
  if (/^[eEfFgG%]$/.test(type)) return floatParts(toFloat(value), specification);
  if (specification.unsignedZero) throw new FormatFault("an integer has no negative zero");
  if (specification.precision !== undefined) throw new FormatFault("an integer takes no precision");
  if (type === "c") {
    if (specification.sign !== undefined) throw new FormatFault("a character takes no sign");
    return { sign: "", prefix: "", digits: "", suffix: characterOf(value) };
  }
  const base = bases[type];
  if (base === undefined) throw new FormatFault(`the format ${JSON.stringify(type)} does not fit an integer`);
  const digits = (value < 0n ? -value : value).toString(base);
  const prefix = specification.alternate && base !== 10 ? `0${type}` : "";
  return {
    sign: signOf(value < 0n, specification),
    prefix,
    digits: type === "X" ? digits.toUpperCase() : digits,
    suffix: "",
  };
}
