/** What a value can be turned into: the types of HOT's parameters. */
export const valueTypes = ["string", "number", "comma_delimited_list", "json", "boolean"] as const;

/** One of `valueTypes`. */
export type ValueType = (typeof valueTypes)[number];

const truths = new Map([
  ...["t", "true", "on", "y", "yes", "1"].map((text) => [text, true] as const),
  ...["f", "false", "off", "n", "no", "0"].map((text) => [text, false] as const),
]);

/** The value in that type, as a HOT parameter of the type would hold it; unchanged where it cannot be turned into it. */
export function coerceValue(value: unknown, type: ValueType | undefined): unknown {
  switch (type) {
    case "string":
      return typeof value === "string"
        ? value
        : typeof value === "boolean"
          ? value
            ? "True"
            : "False"
          : asText(value);
    case "number":
      return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
    case "comma_delimited_list":
      return typeof value === "string" ? (value === "" ? [] : value.split(",")) : value;
    case "json":
      return typeof value === "string" ? parsed(value) : value;
    case "boolean":
      return typeof value === "boolean" ? value : (truths.get(String(value).toLowerCase()) ?? value);
    case undefined:
      return value;
  }
}

function asText(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
