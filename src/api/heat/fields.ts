import { ApiFault } from "../middleware/fault.ts";
import type { JsonObject } from "../middleware/json-body.ts";
import { isObject } from "../middleware/json-body.ts";

/** A value of a query or of a body: how it is read, and what it means. Absent (undefined) values are read too. */
export interface Field<T = unknown> {
  readonly description: string;
  /** What is accepted, as the API's description (OpenAPI) says it. */
  readonly schema: JsonObject;
  /** Throws `ApiFault` 400 when the value cannot be this field's. */
  read(name: string, value: unknown): T;
}

/** Fields by name. */
export type Fields = Readonly<Record<string, Field>>;

/** What fields read. */
export type Read<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** Reads all fields of a query or body; what they do not name is left alone, as Heat does. */
export function readFields<F extends Fields>(fields: F, given: JsonObject): Read<F> {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) values[name] = field.read(name, given[name]);
  return values as Read<F>;
}

function last(value: unknown): unknown {
  return Array.isArray(value) ? value.at(-1) : value;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function refuse(name: string, value: unknown, what: string): ApiFault {
  return new ApiFault(400, `${name} must be ${what}, not ${shown(value)}`);
}

/** `true` or `false` in any case; also as a JSON boolean. */
export function flag(description: string): Field<boolean | undefined> {
  return {
    description,
    schema: { type: "boolean" },
    read(name, given) {
      const value = last(given);
      if (value === undefined || value === null) return undefined;
      const text = String(value).toLowerCase();
      if (text !== "true" && text !== "false") throw refuse(name, value, '"true" or "false"');
      return text === "true";
    },
  };
}

/** Truth, in any of the words that OpenStack's clients use for it (as oslo's strict bool_from_string). */
export function boolean(description: string): Field<boolean | undefined> {
  return {
    description,
    schema: { type: ["boolean", "string", "integer"] },
    read(name, value) {
      if (value === undefined || value === null) return undefined;
      const text = String(value).trim().toLowerCase();
      if (["true", "t", "on", "yes", "y", "1"].includes(text)) return true;
      if (["false", "f", "off", "no", "n", "0"].includes(text)) return false;
      throw refuse(name, value, "true or false");
    },
  };
}

/** A whole number from 0, as a number or its text. */
export function count(description: string): Field<number | undefined> {
  return {
    description,
    schema: { type: "integer", minimum: 0 },
    read(name, given) {
      const value = last(given);
      if (value === undefined || value === null) return undefined;
      const text = typeof value === "number" || typeof value === "string" ? String(value).trim() : "";
      if (!/^\+?\d{1,15}$/.test(text)) throw refuse(name, value, "a whole number from 0");
      return Number(text);
    },
  };
}

/** One of a few words. */
export function oneOf<const W extends string>(words: readonly W[], description: string): Field<W | undefined> {
  return {
    description,
    schema: { type: "string", enum: words },
    read(name, given) {
      const value = last(given);
      if (value === undefined) return undefined;
      const word = words.find((each) => each === value);
      if (word === undefined) throw refuse(name, value, words.map((each) => `"${each}"`).join(" or "));
      return word;
    },
  };
}

/** A text. */
export function text(description: string): Field<string | undefined> {
  return {
    description,
    schema: { type: "string" },
    read(name, given) {
      const value = last(given);
      if (value === undefined || value === null) return undefined;
      if (typeof value !== "string") throw refuse(name, value, "a text");
      return value;
    },
  };
}

/** Values of a key that may be given several times; none: undefined. */
export function repeatable(description: string): Field<readonly string[] | undefined> {
  return {
    description,
    schema: { type: "array", items: { type: "string" } },
    read(_name, value) {
      if (value === undefined) return undefined;
      return (Array.isArray(value) ? value : [value]).map(String);
    },
  };
}

const TAG_LENGTH_AT_MOST = 80;

/** Tags, separated by commas, each at most 80 characters long. */
export function tagList(description: string): Field<readonly string[] | undefined> {
  return {
    description,
    schema: { type: "string" },
    read(name, given) {
      const value = last(given);
      if (value === undefined || value === null) return undefined;
      if (typeof value !== "string") throw refuse(name, value, "a text of tags with commas between them");
      const tags = value.split(",");
      const long = tags.find((tag) => tag.length > TAG_LENGTH_AT_MOST);
      if (long !== undefined)
        throw new ApiFault(400, `tag ${shown(long)} is longer than ${TAG_LENGTH_AT_MOST} characters`);
      return tags;
    },
  };
}

/** A JSON object. */
export function map(description: string): Field<JsonObject | undefined> {
  return {
    description,
    schema: { type: "object" },
    read(name, value) {
      if (value === undefined || value === null) return undefined;
      if (!isObject(value)) throw refuse(name, value, "an object");
      return value;
    },
  };
}

/** An object whose values are texts. */
export function textMap(description: string): Field<Readonly<Record<string, string>> | undefined> {
  return {
    description,
    schema: { type: "object", additionalProperties: { type: "string" } },
    read(name, value) {
      if (value === undefined || value === null) return undefined;
      if (!isObject(value)) throw refuse(name, value, "an object of texts");
      for (const [key, each] of Object.entries(value)) {
        if (typeof each !== "string") throw refuse(`${name}["${key}"]`, each, "a text");
      }
      return value as Readonly<Record<string, string>>;
    },
  };
}

/** A list of texts. */
export function textList(description: string): Field<readonly string[] | undefined> {
  return {
    description,
    schema: { type: "array", items: { type: "string" } },
    read(name, value) {
      if (value === undefined || value === null) return undefined;
      const list: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
      if (list === undefined || !list.every((each) => typeof each === "string")) {
        throw refuse(name, value, "a list of texts");
      }
      return list as readonly string[];
    },
  };
}

/** A document: an object as it is, or its text (JSON or YAML). */
export function document(description: string): Field<string | JsonObject | undefined> {
  return {
    description,
    schema: { type: ["object", "string"] },
    read(name, value) {
      if (value === undefined || value === null) return undefined;
      if (typeof value !== "string" && !isObject(value)) throw refuse(name, value, "an object or a text");
      return value;
    },
  };
}

/** Anything at all. */
export function anything(description: string): Field {
  return { description, schema: {}, read: (_name, value) => value };
}
