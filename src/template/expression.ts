import type { AttributePath } from "#schema/attribute-key.ts";
import type { Place } from "#schema/diagnostic.ts";
import type { Expression, Need, Scope } from "./template.ts";
import { ResolveFailure } from "./template.ts";
import type { Diagnostic } from "#schema/diagnostic.ts";
import { setKey } from "./document/set-key.ts";
import type { Reading } from "./document/source.ts";

/** What chooses between branches. */
export type Conditions = Pick<Scope, "condition" | "parameter">;

/** An expression as the functions see it: list items apart from map entries. */
export interface Node extends Expression {
  readonly items?: readonly Node[] | undefined;
  readonly entries?: ReadonlyMap<string, Node> | undefined;
  expanded?(scope: Scope): Node | undefined;
}

/** What a member resolves to that is to be left out as if it had not been written. */
export const absent: unique symbol = Symbol("absent");

const noNeeds: readonly Need[] = [];

/** Where something stands in a document: its line is found when somebody asks. */
export class Standing {
  readonly reading: Reading;
  readonly #above: Standing | undefined;
  readonly #key: string | number;
  constructor(reading: Reading, above: Standing | undefined, key: string | number) {
    this.reading = reading;
    this.#above = above;
    this.#key = key;
  }
  get path(): Place["path"] {
    const keys: (string | number)[] = [this.#key];
    for (let above = this.#above; above !== undefined; above = above.#above) keys.push(above.#key);
    return keys.reverse();
  }
  get place(): Place {
    return this.reading.source.place(this.path);
  }
}

abstract class StandingNode {
  readonly #standing: Standing;
  constructor(standing: Standing) {
    this.#standing = standing;
  }
  get place(): Place {
    return this.#standing.place;
  }
  get path(): Place["path"] {
    return this.#standing.path;
  }
  /** The place of what holds this. */
  protected get outerPlace(): Place {
    return this.#standing.reading.source.place(this.#standing.path.slice(0, -1));
  }
}

/** Plain data without a function in it. What it is made of is made when somebody asks. */
export class LiteralNode extends Standing implements Node {
  readonly value: unknown;
  #children: readonly Node[] | ReadonlyMap<string, Node> | undefined;
  constructor(reading: Reading, above: Standing | undefined, key: string | number, value: unknown) {
    super(reading, above, key);
    this.value = value;
  }
  get literal(): { readonly value: unknown } {
    return this;
  }
  get items(): readonly Node[] | undefined {
    if (!Array.isArray(this.value)) return undefined;
    this.#children ??= this.value.map((item, index) => new LiteralNode(this.reading, this, index, item));
    return this.#children as readonly Node[];
  }
  get entries(): ReadonlyMap<string, Node> | undefined {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    if (this.#children === undefined) {
      const entries = new Map<string, Node>();
      for (const key of Object.keys(value))
        entries.set(key, new LiteralNode(this.reading, this, key, (value as Record<string, unknown>)[key]));
      this.#children = entries;
    }
    return this.#children as ReadonlyMap<string, Node>;
  }
  get members(): ReadonlyMap<string, Node> | undefined {
    return this.entries ?? membersOfItems(this.items);
  }
  needs(): readonly Need[] {
    return noNeeds;
  }
  resolve(): unknown {
    return this.value;
  }
}

function membersOfItems(items: readonly Node[] | undefined): ReadonlyMap<string, Node> | undefined {
  return items && new Map(items.map((item, index) => [String(index), item]));
}

/** A list with a function somewhere in it. */
export class ListNode extends StandingNode implements Node {
  readonly items: readonly Node[];
  constructor(standing: Standing, items: readonly Node[]) {
    super(standing);
    this.items = items;
  }
  get members(): ReadonlyMap<string, Node> {
    return membersOfItems(this.items)!;
  }
  needs(conditions: Conditions): readonly Need[] {
    return this.items.flatMap((item) => item.needs(conditions));
  }
  resolve(scope: Scope): unknown {
    const list: unknown[] = [];
    for (const item of this.items) {
      const value = item.resolve(scope);
      if (value !== absent) list.push(value);
    }
    return list;
  }
}

/** A map with a function somewhere in it. */
export class MapNode extends StandingNode implements Node {
  readonly entries: ReadonlyMap<string, Node>;
  constructor(standing: Standing, entries: ReadonlyMap<string, Node>) {
    super(standing);
    this.entries = entries;
  }
  get members(): ReadonlyMap<string, Node> {
    return this.entries;
  }
  needs(conditions: Conditions): readonly Need[] {
    return [...this.entries.values()].flatMap((entry) => entry.needs(conditions));
  }
  resolve(scope: Scope): unknown {
    const map: Record<string, unknown> = {};
    for (const [key, entry] of this.entries) {
      const value = entry.resolve(scope);
      if (value === absent) continue;
      setKey(map, key, value);
    }
    return map;
  }
}

/** Runs `resolve`; a failure in it that does not know its place (a scope does not) gets the given one. */
export function resolveAt<T>(standing: { readonly place: Place }, resolve: () => T): T {
  try {
    return resolve();
  } catch (error) {
    if (!(error instanceof ResolveFailure) || error.diagnostic.place.path.length > 1) throw error;
    throw new ResolveFailure({ ...error.diagnostic, place: standing.place });
  }
}

/** What a function made of its arguments. */
export interface Parsed {
  /** Its needs, where they are not just those of its arguments. */
  needs?(conditions: Conditions): readonly Need[];
  resolve(scope: Scope): unknown;
  /** A list or map of nodes that has its value; nothing where that is not known yet. */
  expanded?(scope: Scope): Node | undefined;
  /** What it resolves of its argument, where that is not all of it. */
  parts?(scope: Scope): Node | undefined;
}

/** A function call. */
export class CallNode extends StandingNode implements Node {
  readonly name: string;
  readonly argument: Node;
  readonly #parsed: Parsed;
  constructor(standing: Standing, name: string, call: { argument: Node; parsed: Parsed }) {
    super(standing);
    this.name = name;
    this.argument = call.argument;
    this.#parsed = call.parsed;
  }
  get keyPlace(): Place {
    return this.outerPlace;
  }
  needs(conditions: Conditions): readonly Need[] {
    return this.#parsed.needs === undefined ? this.argument.needs(conditions) : this.#parsed.needs(conditions);
  }
  resolve(scope: Scope): unknown {
    return resolveAt(this, () => this.#parsed.resolve(scope));
  }
  expanded(scope: Scope): Node | undefined {
    return this.#parsed.expanded?.(scope);
  }
  parts(scope: Scope): Node | undefined {
    return this.#parsed.parts === undefined ? this.argument : this.#parsed.parts(scope);
  }
}

/** A call that could not be parsed: it fails once it is resolved. */
export class FailedNode extends StandingNode implements Node {
  readonly #diagnostic: Diagnostic;
  constructor(standing: Standing, diagnostic: Diagnostic) {
    super(standing);
    this.#diagnostic = diagnostic;
  }
  get keyPlace(): Place {
    return this.outerPlace;
  }
  needs(): readonly Need[] {
    return noNeeds;
  }
  resolve(): unknown {
    throw new ResolveFailure(this.#diagnostic);
  }
}

/** A need that knows where in the text it was written. */
export class PlacedNeed implements Need {
  readonly resource: string;
  readonly attribute?: string;
  readonly path?: AttributePath;
  readonly #node: { readonly place: Place };
  constructor(
    node: { readonly place: Place },
    resource: string,
    [attribute, ...path]: readonly [string | undefined, ...AttributePath] = [undefined],
  ) {
    this.#node = node;
    this.resource = resource;
    if (attribute !== undefined) this.attribute = attribute;
    if (path.length > 0) this.path = path;
  }
  get place(): Place {
    return this.#node.place;
  }
}
