/** What a JSON value is made of: a type's name, or the keys of an object, or the elements of an array. */
export type Shape = string | { readonly [key: string]: Shape } | readonly Shape[];

/** Objects whose keys are data and not part of the contract; of their values one stands for all. */
const FREE_KEYS = new Set(["metadata", "addresses", "volume_image_metadata", "properties"]);
/** What is shown or not as a cloud's operator has set it. */
const OPTIONAL_KEYS = new Set(["locations"]);
/** What a refusal says for programs to read: the very words are the contract. */
const SAID_KEYS = new Set(["type", "code", "title"]);
const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?$/;

function textShape(value: string): string {
  if (UUID.test(value)) return value.includes("-") ? "uuid" : "hex id";
  const time = TIME.exec(value);
  if (time === null) return "string";
  return `time${time[1] === undefined ? "" : " with fraction"}${time[2] === undefined ? "" : ` ${time[2]}`}`;
}

/** The shape of a value; elements of an array that look alike are one. Of a refusal, what programs read stays as it is. */
export function shapeOf(value: unknown, isRefusal: boolean, key = ""): Shape {
  if (value === null) return "null";
  if (isRefusal && SAID_KEYS.has(key)) return `= ${String(value)}`;
  if (typeof value === "string") return textShape(value);
  if (typeof value !== "object") return typeof value;
  if (Array.isArray(value)) {
    const shapes = new Map(value.map((each) => [JSON.stringify(shapeOf(each, isRefusal)), shapeOf(each, isRefusal)]));
    return [...shapes.entries()].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, shape]) => shape);
  }
  const entries = Object.entries(value)
    .filter(([name]) => !OPTIONAL_KEYS.has(name))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (FREE_KEYS.has(key)) return entries.length === 0 ? {} : { "*": shapeOf(entries[0]?.[1], isRefusal) };
  return Object.fromEntries(entries.map(([name, each]) => [name, shapeOf(each, isRefusal, name)]));
}

/** What `found` lacks of `recorded`, and with `exact` what it has beyond it: `path: what`. */
export function differences(recorded: Shape, found: Shape, exact: boolean, path = ""): string[] {
  if (Array.isArray(recorded) && Array.isArray(found)) {
    const [one, other] = [recorded as readonly Shape[], found as readonly Shape[]];
    // How many kinds of elements there are depends on what a cloud has; the first of each is compared.
    const [first, second] = [one[0], other[0]];
    return first === undefined || second === undefined ? [] : differences(first, second, exact, `${path}[]`);
  }
  if (isObject(recorded) && isObject(found)) {
    if ("*" in recorded !== "*" in found) return [];
    const missing = Object.keys(recorded).filter((key) => !(key in found));
    const beyond = exact ? Object.keys(found).filter((key) => !(key in recorded)) : [];
    return [
      ...missing.map((key) => `${path}.${key}: missing`),
      ...beyond.map((key) => `${path}.${key}: not there on the recorded cloud`),
      ...Object.entries(recorded).flatMap(([key, shape]) => {
        const other = found[key];
        return other === undefined ? [] : differences(shape, other, exact, `${path}.${key}`);
      }),
    ];
  }
  const [one, other] = [JSON.stringify(recorded), JSON.stringify(found)];
  if (one === other || (!exact && (one === '"null"' || other === '"null"'))) return [];
  return [`${path}: ${other}, recorded ${one}`];
}

function isObject(shape: Shape): shape is { readonly [key: string]: Shape } {
  return typeof shape === "object" && !Array.isArray(shape);
}
