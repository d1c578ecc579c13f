import { YaqlError } from "../yaql-error.ts";
import { divideHalfEven } from "../text/decimal.ts";
import { SpeltValue } from "../text/spelt-value.ts";
import type { HashKey, Value } from "../values/value.ts";

/** A millisecond in microseconds. */
export const MILLISECOND = 1000n;
/** A second in microseconds. */
export const SECOND = 1_000_000n;
/** A minute in microseconds. */
export const MINUTE = 60n * SECOND;
/** A hour in microseconds. */
export const HOUR = 60n * MINUTE;
/** A day in microseconds. */
export const DAY = 24n * HOUR;

const MOST_DAYS = 999_999_999n;

/** The quotient of two integers, rounded down. */
export function floorQuotient(dividend: bigint, divisor: bigint): bigint {
  return dividend >= 0n ? dividend / divisor : -((-dividend + divisor - 1n) / divisor);
}

/** `dividend / divisor` as the nearest float to a decimal with as many digits as microseconds need. */
function secondsOf(microseconds: bigint): number {
  const magnitude = microseconds < 0n ? -microseconds : microseconds;
  const fraction = String(magnitude % SECOND).padStart(6, "0");
  return Number(`${microseconds < 0n ? "-" : ""}${magnitude / SECOND}.${fraction}`);
}

function two(value: bigint): string {
  return String(value).padStart(2, "0");
}

/** A span of time, in microseconds. */
export class TimeSpan extends SpeltValue {
  readonly typeName = "timespan";
  readonly microseconds: bigint;

  constructor(microseconds: bigint) {
    super();
    const days = floorQuotient(microseconds, DAY);
    if (days > MOST_DAYS || days < -MOST_DAYS) throw new YaqlError("value", "the timespan is too long");
    this.microseconds = microseconds;
  }

  /** The span of as many microseconds as a quotient gives, rounded half to even. */
  static ofQuotient(dividend: bigint, divisor: bigint): TimeSpan {
    const isNegative = dividend < 0n !== divisor < 0n;
    const magnitude = divideHalfEven(dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor);
    return new TimeSpan(isNegative ? -magnitude : magnitude);
  }

  get seconds(): number {
    return secondsOf(this.microseconds);
  }

  override equals(other: Value): boolean {
    return other instanceof TimeSpan && other.microseconds === this.microseconds;
  }

  override hashKey(): HashKey {
    return `\0timespan${this.microseconds}`;
  }

  override isTrue(): boolean {
    return this.microseconds !== 0n;
  }

  /** Days, and the hours, minutes, … of the last day; only the days may be negative. */
  #parts() {
    const days = floorQuotient(this.microseconds, DAY);
    return { days, rest: this.microseconds - days * DAY };
  }

  text(): string {
    const { days, rest } = this.#parts();
    const date = days === 0n ? "" : `${days} day${days === 1n || days === -1n ? "" : "s"}, `;
    return `${date}${rest / HOUR}:${two((rest % HOUR) / MINUTE)}:${two((rest % MINUTE) / SECOND)}${fractionText(rest)}`;
  }

  representation(): string {
    const { days, rest } = this.#parts();
    const parts = Object.entries({ days, seconds: rest / SECOND, microseconds: rest % SECOND });
    const shown = parts.filter(([, value]) => value !== 0n).map(([name, value]) => `${name}=${value}`);
    return `datetime.timedelta(${shown.length === 0 ? "0" : shown.join(", ")})`;
  }
}

/** The fraction of the last second, if there is one: `.000005`. */
export function fractionText(microseconds: bigint): string {
  const fraction = microseconds % SECOND;
  return fraction === 0n ? "" : `.${String(fraction).padStart(6, "0")}`;
}
