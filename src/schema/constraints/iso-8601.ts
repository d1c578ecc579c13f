const ISO_8601 =
  /^(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?(?:[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?)?(?:Z|([-+])(\d{2})(?::?(\d{2}))?)?)?$/;
const MAX_LENGTH = 64;

/** The time that a text in a form of ISO 8601 means (UTC where it names no zone); nothing where it is none. As Heat: no weeks, no days of the year. */
export function timeOf(text: string): number | undefined {
  const match = text.length <= MAX_LENGTH ? ISO_8601.exec(text) : null;
  if (match === null) return undefined;
  const part = (at: number, otherwise: number): number => (match[at] === undefined ? otherwise : Number(match[at]));
  const [year, month, day] = [part(1, 0), part(2, 1), part(3, 1)];
  const [hour, minute, second] = [part(4, 0), part(5, 0), part(6, 0)];
  const midnight = new Date(Date.UTC(year, month - 1, day));
  // A day that the month has not would be one of the next.
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offsetMinutes = (part(8, 0) * 60 + part(9, 0)) * (match[7] === "-" ? -1 : 1);
  return midnight.getTime() + ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000;
}

/** `iso_8601`: a date, or date and time. */
export function iso8601Fault(value: unknown): string | undefined {
  return typeof value === "string" && timeOf(value) !== undefined ? undefined : "is no time in the form of ISO 8601";
}
