/** Floats as decimal digits, exact and rounded half to even, as Python rounds them. */

/** A finite float as `mantissa * 2 ** exponent`. */
function parts(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  return exponent === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | 0x10000000000000n, exponent: exponent - 1075 };
}

/** The quotient of two integers that are not negative, rounded half to even. */
export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const twice = (dividend % divisor) * 2n;
  return twice > divisor || (twice === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** `|value| * 10 ** digits` as an integer. */
export function scaled(value: number, digits: number): bigint {
  const { mantissa, exponent } = parts(value);
  const dividend = mantissa * 10n ** BigInt(Math.max(digits, 0)) * 2n ** BigInt(Math.max(exponent, 0));
  return divideHalfEven(dividend, 10n ** BigInt(Math.max(-digits, 0)) * 2n ** BigInt(Math.max(-exponent, 0)));
}

/** The digits of `|value|` with a fixed number of them behind the point. */
export function fixedDigits(value: number, digits: number): string {
  const text = String(scaled(value, digits)).padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The first digits of `|value|` and the decimal exponent of the first of them. */
export function significantDigits(
  value: number,
  count: number,
): { readonly digits: string; readonly exponent: number } {
  if (value === 0) return { digits: "0".repeat(count), exponent: 0 };
  const exponent = Number(/e([+-]\d+)$/.exec(Math.abs(value).toExponential())![1]);
  const digits = String(scaled(value, count - 1 - exponent));
  return digits.length > count ? { digits: digits.slice(0, count), exponent: exponent + 1 } : { digits, exponent };
}

/** A float as Python writes it: `1.0`, `1e-05`, `1.5e+300`, `inf`, `nan`. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (!Number.isFinite(value)) return `${sign}inf`;
  const [, first, rest, exponentText] = /^(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(Math.abs(value).toExponential())!;
  const digits = first! + (rest ?? "");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    return `${sign}${first!}${rest === undefined ? "" : `.${rest}`}e${exponentSuffix(exponent)}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const padded = digits.padEnd(exponent + 1, "0");
  return `${sign}${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1) || "0"}`;
}

/** An exponent with its sign and at least two digits. */
export function exponentSuffix(exponent: number): string {
  return `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** A finite float as a fraction of two integers, exactly. */
export function fractionOf(value: number): { readonly dividend: bigint; readonly divisor: bigint } {
  const { mantissa, exponent } = parts(value);
  const dividend = mantissa * 2n ** BigInt(Math.max(exponent, 0));
  return { dividend: value < 0 ? -dividend : dividend, divisor: 2n ** BigInt(Math.max(-exponent, 0)) };
}

/** The nearest integer, of two equally near ones the even one. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
}
