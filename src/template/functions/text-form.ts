function escapeNonAscii(json: string): string {
  return json.replaceAll(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A number as Python writes it: small fractions with an exponent of two digits. */
function numberText(value: number): string {
  const size = Math.abs(value);
  const text = size > 0 && size < 1e-4 ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** JSON as Python writes it: `", "` and `": "` between members, non-ASCII escaped, and keys sorted if asked. */
export function pythonJson(value: unknown, options: { sortKeys: boolean } = { sortKeys: true }): string {
  if (Array.isArray(value)) return `[${value.map((item) => pythonJson(item, options)).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value);
    if (options.sortKeys) keys.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const members = keys.map(
      (key) =>
        `${escapeNonAscii(JSON.stringify(key))}: ${pythonJson((value as Record<string, unknown>)[key], options)}`,
    );
    return `{${members.join(", ")}}`;
  }
  return typeof value === "number" ? numberText(value) : escapeNonAscii(JSON.stringify(value ?? null));
}

/** The text of a scalar, as Python's: `True`, `False`, `42`; undefined for anything else. */
export function scalarText(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return numberText(value);
    case "boolean":
      return value ? "True" : "False";
    default:
      return undefined;
  }
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t");
  return `${quote}${escaped.replaceAll(quote, `\\${quote}`)}${quote}`;
}

function written(value: unknown): string {
  return typeof value === "string" ? quoted(value) : pythonText(value);
}

/** The text that Python makes of any value: `None`, `True`, `['x', 1]`, `{'a': 1}`; a text is itself. */
export function pythonText(value: unknown): string {
  const scalar = scalarText(value);
  if (scalar !== undefined) return scalar;
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (typeof value !== "object" || value === null) return "None";
  return `{${Object.entries(value)
    .map(([key, member]) => `${quoted(key)}: ${written(member)}`)
    .join(", ")}}`;
}
