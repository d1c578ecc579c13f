/** `json_string`: text that is JSON. Empty text passes. */
export function jsonTextFault(value: unknown): string | undefined {
  if (value === "" || value === null) return undefined;
  if (typeof value !== "string") return "is no JSON text";
  try {
    JSON.parse(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return "is no JSON text";
  }
}
