const ISO_8601 =
  /^\d{4}-?(?:\d{2}-?\d{2}|W\d{2}(?:-?\d)?|\d{3})(?:[T ]\d{2}(?::?\d{2}(?::?\d{2}(?:[.,]\d{1,9})?)?)?(?:Z|[-+]\d{2}(?::?\d{2})?)?)?$/;

/** `iso_8601`: a date, or date and time. */
export function iso8601Fault(value: unknown): string | undefined {
  return typeof value === "string" && value.length <= 64 && ISO_8601.test(value)
    ? undefined
    : "is no time in the form of ISO 8601";
}
