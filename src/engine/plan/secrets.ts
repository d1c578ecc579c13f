import type { Property } from "#schema/property.ts";
import type { BoundStack } from "../definition/bound-stack.ts";
import { maskedValue } from "./decide.ts";

/** Shorter texts would be found in everything. */
const shortestText = 4;

/** The values of one tree that nobody may see, gathered while its plan is made. */
export class Secrets {
  readonly #texts = new Set<string>();

  /** Remembers a value that must not be shown. */
  add(value: unknown): void {
    if (typeof value === "string" && value.length >= shortestText) this.#texts.add(value);
    else if (Array.isArray(value)) for (const item of value) this.add(item);
    else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) this.add(item);
  }

  /** Remembers the hidden parameters of a stack; `hidden`: those that are so only because of what the parent gives them. */
  addParameters(bound: BoundStack, hidden: ReadonlySet<string>, waiting: ReadonlySet<string>): void {
    for (const name of bound.parameters.names()) {
      if (waiting.has(name) || !isHidden(bound, hidden, name)) continue;
      this.add(bound.parameters.value(name));
    }
  }

  /** Remembers the secret ones of a resource's properties, at any depth. */
  addProperties(schemas: Readonly<Record<string, Property>>, values: Readonly<Record<string, unknown>>): void {
    for (const [name, schema] of Object.entries(schemas)) this.#addProperty(schema, values[name]);
  }

  /** The value, masked where a secret is in it. */
  shown(value: unknown): unknown {
    return this.#holds(value) ? maskedValue : value;
  }

  /** The value of a property, masked as a whole or, where only keys of it are secret, in these. */
  shownProperty(schema: Property | undefined, value: unknown): unknown {
    if (schema?.secret === true) return value === undefined || value === null ? value : maskedValue;
    return this.shown(value);
  }

  #addProperty(schema: Property, value: unknown): void {
    if (schema.secret === true) this.add(value);
    else if (schema.type.kind === "list" && schema.type.item && Array.isArray(value)) {
      for (const item of value) this.#addProperty(schema.type.item, item);
    } else if (schema.type.kind === "map" && schema.type.keys && typeof value === "object" && value !== null) {
      this.addProperties(schema.type.keys, value as Readonly<Record<string, unknown>>);
    }
  }

  #holds(value: unknown): boolean {
    if (typeof value === "string") return [...this.#texts].some((text) => value.includes(text));
    if (typeof value !== "object" || value === null) return false;
    return Object.values(value).some((item) => this.#holds(item));
  }
}

/** Whether a parameter of the stack is not to be shown. */
export function isHidden(bound: BoundStack, hidden: ReadonlySet<string>, name: string): boolean {
  return hidden.has(name) || bound.template.parameters.get(name)?.hidden === true;
}
