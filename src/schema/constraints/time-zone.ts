/** `timezone`: a name of the IANA time zone database. Empty text passes. */
export function timeZoneFault(value: unknown): string | undefined {
  if (value === "" || value === null) return undefined;
  if (typeof value !== "string") return "is no time zone";
  // An offset is a time zone to Node, not to Heat.
  if (/^[-+]/.test(value)) return "is no time zone";
  try {
    Intl.DateTimeFormat("en", { timeZone: value });
    return undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return "is no time zone";
  }
}
