import { dayNumber, isoWeekOf, weekdayOf, yearDayOf } from "./calendar.ts";
import type { Fields } from "./calendar.ts";
import { months, weekdays } from "./names.ts";

/** What a directive gives: text, or a number with the width and character it is padded with. */
type Piece = string | readonly [value: number, width: number, padding?: " "];

interface Moment extends Fields {
  readonly weekday: number;
  readonly yearDay: number;
  readonly zone: string;
  readonly zoneName: string;
}

function twelve(hour: number): number {
  return hour % 12 === 0 ? 12 : hour % 12;
}

const directives: Readonly<Record<string, (moment: Moment) => Piece>> = {
  a: ({ weekday }) => weekdays[weekday]!.slice(0, 3),
  A: ({ weekday }) => weekdays[weekday]!,
  b: ({ month }) => months[month - 1]!.slice(0, 3),
  B: ({ month }) => months[month - 1]!,
  C: ({ year }) => String(Math.floor(year / 100)),
  d: ({ day }) => [day, 2],
  e: ({ day }) => [day, 2, " "],
  f: ({ microsecond }) => [microsecond, 6],
  g: (moment) => [isoWeekOf(moment).year % 100, 2],
  G: (moment) => String(isoWeekOf(moment).year),
  H: ({ hour }) => [hour, 2],
  I: ({ hour }) => [twelve(hour), 2],
  j: ({ yearDay }) => [yearDay, 3],
  k: ({ hour }) => [hour, 2, " "],
  l: ({ hour }) => [twelve(hour), 2, " "],
  m: ({ month }) => [month, 2],
  M: ({ minute }) => [minute, 2],
  n: () => "\n",
  p: ({ hour }) => (hour < 12 ? "AM" : "PM"),
  P: ({ hour }) => (hour < 12 ? "am" : "pm"),
  s: (moment) => String(dayNumber(moment) * 86_400 + moment.hour * 3600 + moment.minute * 60 + moment.second),
  S: ({ second }) => [second, 2],
  t: () => "\t",
  u: ({ weekday }) => String(weekday + 1),
  U: ({ yearDay, weekday }) => [Math.floor((yearDay + 6 - ((weekday + 1) % 7)) / 7), 2],
  V: (moment) => [isoWeekOf(moment).week, 2],
  w: ({ weekday }) => String((weekday + 1) % 7),
  W: ({ yearDay, weekday }) => [Math.floor((yearDay + 6 - weekday) / 7), 2],
  y: ({ year }) => [year % 100, 2],
  Y: ({ year }) => String(year),
  z: ({ zone }) => zone,
  Z: ({ zoneName }) => zoneName,
  "%": () => "%",
};

const combined: Readonly<Record<string, string>> = {
  c: "%a %b %e %H:%M:%S %Y",
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  h: "%b",
  r: "%I:%M:%S %p",
  R: "%H:%M",
  T: "%H:%M:%S",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
};

function shown(piece: Piece, flag: string | undefined): string {
  if (typeof piece === "string") return flag === "^" ? piece.toUpperCase() : piece;
  const [value, width, padding] = piece;
  const fill = flag === "_" ? " " : flag === "0" ? "0" : (padding ?? "0");
  return flag === "-" ? String(value) : String(value).padStart(width, fill);
}

function expand(format: string, moment: Moment): string {
  return format.replaceAll(/%([-_0^]?)([a-zA-Z%])/g, (whole, flag: string, letter: string) => {
    const nested = combined[letter];
    if (nested !== undefined) return flag === "^" ? expand(nested, moment).toUpperCase() : expand(nested, moment);
    const directive = directives[letter];
    return directive === undefined ? whole : shown(directive(moment), flag);
  });
}

/** Fills in a format as C's `strftime` does; `zone` is the offset as `+0200`. */
export function formatTime(format: string, fields: Fields, offset: bigint, zone: string): string {
  const weekday = weekdayOf(fields);
  const zoneName = offset === 0n ? "UTC" : "";
  return expand(format, { ...fields, weekday, yearDay: yearDayOf(fields), zone, zoneName });
}
