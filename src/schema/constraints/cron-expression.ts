interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const fields: readonly Field[] = [
  { name: "minute", min: 0, max: 59 },
  { name: "hour", min: 0, max: 23 },
  { name: "day of the month", min: 1, max: 31 },
  { name: "month", min: 1, max: 12, words: months },
  { name: "day of the week", min: 0, max: 7, words: days },
  { name: "second", min: 0, max: 59 },
];
const dayOfMonth = 2;
const dayOfWeek = 4;

/** Names for whole expressions. */
const named: ReadonlySet<string> = new Set([
  "@midnight",
  "@hourly",
  "@daily",
  "@weekly",
  "@monthly",
  "@yearly",
  "@annually",
]);

function numberOf(text: string, { min, max, words }: Field): number | undefined {
  const word = words?.indexOf(text) ?? -1;
  // The words count as the field does: months from 1, days of the week from 0.
  if (word >= 0) return word + min;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : undefined;
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

function fits(part: string, field: Field, at: number): boolean {
  if (at === dayOfMonth && part === "l") return true;
  const [range = "", step, ...tooMany] = part.split("/");
  if (tooMany.length > 0 || (step !== undefined && !/^0*[1-9]\d{0,3}$/.test(step))) return false;
  if (range === "*") return true;
  if (at === dayOfWeek && step === undefined && range.includes("#")) {
    const [day = "", week = "", ...more] = range.split("#");
    return more.length === 0 && numberOf(day, field) !== undefined && /^[1-5]$/.test(week);
  }
  const [from = "", to, ...rest] = range.split("-");
  const first = numberOf(from, field);
  if (rest.length > 0 || first === undefined) return false;
  const last = to === undefined ? first : numberOf(to, field);
  return last !== undefined && (first <= last || at === dayOfWeek);
}

/** `cron_expression`: five columns, or six with the seconds last. Empty text passes. */
export function cronExpressionFault(value: unknown): string | undefined {
  if (value === "" || value === null) return undefined;
  if (typeof value !== "string") return "is no cron expression";
  const text = value.trim().toLowerCase();
  if (named.has(text)) return undefined;
  const columns = text.split(/\s+/);
  if (columns.length !== 5 && columns.length !== 6) return "is no cron expression: it must have 5 or 6 columns";
  for (const [at, column] of columns.entries()) {
    const field = fields[at]!;
    if (column.length > 200 || !column.split(",").every((part) => fits(part, field, at)))
      return `is no cron expression: "${column}" is no ${field.name} (${field.min} to ${field.max})`;
  }
  return undefined;
}
