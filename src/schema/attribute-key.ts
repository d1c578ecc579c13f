/** An attribute's name with the keys behind it. */
export type AttributePath = readonly (string | number)[];

/** One text for an attribute's name with the keys behind it; the name itself where there are none. */
export function attributeKey(path: AttributePath): string {
  return path.length === 1 && typeof path[0] === "string" ? path[0] : JSON.stringify(path);
}

/** The name and keys that `attributeKey` made a text of. */
export function attributePath(key: string): AttributePath {
  return key.startsWith("[") ? (JSON.parse(key) as AttributePath) : [key];
}
