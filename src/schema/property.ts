/** What a changed property means for a resource that exists: changed in place, replaced by a new one, or refused. */
export type OnChange = "update" | "replace" | "refuse";

/** Facts that any property may state about itself. */
export interface PropertyFacts {
  readonly description: string;
  readonly required?: boolean;
  /** Used when the template gives no value (or null). */
  readonly default?: unknown;
  /** Default `"replace"`, as Heat's properties that are not update_allowed. */
  readonly onChange?: OnChange;
  /** Only these values are allowed. */
  readonly oneOf?: readonly (string | number)[];
  readonly range?: { readonly min?: number; readonly max?: number };
  /** Characters of a string, items of a list, keys of a map. */
  readonly length?: { readonly min?: number; readonly max?: number };
  /** A regular expression that the whole value must match. */
  readonly pattern?: string;
  /** Name of a custom constraint, e.g. `"net_cidr"`, `"mac_addr"`, `"ip_addr"`; for those that ask the cloud see `names`. */
  readonly constraint?: string;
  /**
   * The collection of the cloud whose objects the value names, `"service.kind"`, e.g.
   * `"neutron.network"`: the value must exist there, and a name is translated to its id.
   */
  readonly names?: string;
  /** Whether what it names is looked for only when it is used, not when the template is validated. */
  readonly mayComeLater?: boolean;
  /** Never shown in events, logs or plans. */
  readonly secret?: boolean;
  /** First release of Heat that had it. */
  readonly since?: string;
  /** Why not to use it any more. */
  readonly deprecated?: string;
  /** Still accepted, but interpreted no more. */
  readonly hidden?: boolean;
}

/** The type of a property's value, with the schemas of what is inside it. */
export type PropertyType =
  | { readonly kind: "string" | "integer" | "number" | "boolean" | "any" }
  | { readonly kind: "list"; readonly item?: Property }
  | { readonly kind: "map"; readonly keys?: PropertySchemas };

/** One property: its type, its facts, and (for inference only) the type of its values. */
export interface Property<Value = unknown> extends PropertyFacts {
  readonly type: PropertyType;
  /** Never set: carries the value's type to `Values`. */
  readonly inferred?: Value;
}

/** The properties of a resource type, or the keys of a map, by name. */
export type PropertySchemas = Readonly<Record<string, Property>>;

type ValueOf<P> = P extends Property<infer Value> ? Value : never;
type Given<P> = P extends { readonly required: true } ? true : P extends { readonly default: {} } ? true : false;
type Flat<T> = { [K in keyof T]: T[K] };

/** The values that a map of schemas allows: required ones and ones with a default are there, the others may be undefined. */
export type Values<S extends PropertySchemas> = Flat<
  { readonly [K in keyof S as Given<S[K]> extends true ? K : never]: ValueOf<S[K]> } & {
    readonly [K in keyof S as Given<S[K]> extends true ? never : K]?: ValueOf<S[K]> | undefined;
  }
>;

type Options = Omit<PropertyFacts, "description">;
type Chosen<O, Plain> = O extends { readonly oneOf: readonly (infer Choice)[] } ? Choice : Plain;

/** A text property. */
export function string<const O extends Options = {}>(
  description: string,
  options?: O,
): Property<Chosen<O, string>> & O {
  return { ...(options as O), description, type: { kind: "string" } };
}

/** A whole-number property. */
export function integer<const O extends Options = {}>(
  description: string,
  options?: O,
): Property<Chosen<O, number>> & O {
  return { ...(options as O), description, type: { kind: "integer" } };
}

/** A property that is any number. */
export function number<const O extends Options = {}>(
  description: string,
  options?: O,
): Property<Chosen<O, number>> & O {
  return { ...(options as O), description, type: { kind: "number" } };
}

/** A true-or-false property. */
export function boolean<const O extends Options = {}>(description: string, options?: O): Property<boolean> & O {
  return { ...(options as O), description, type: { kind: "boolean" } };
}

/** A property of any JSON value, as OS::Heat::Value's. */
export function any<const O extends Options = {}>(description: string, options?: O): Property<unknown> & O {
  return { ...(options as O), description, type: { kind: "any" } };
}

/** A list, its items of one type. */
export function list<Item, const O extends Options = {}>(
  item: Property<Item>,
  description: string,
  options?: O,
): Property<readonly Item[]> & O {
  return { ...(options as O), description, type: { kind: "list", item } };
}

/** A map with known keys. */
export function map<const S extends PropertySchemas, const O extends Options = {}>(
  keys: S,
  description: string,
  options?: O,
): Property<Values<S>> & O {
  return { ...(options as O), description, type: { kind: "map", keys } };
}

/** A map with keys of the user's choosing, any JSON values. */
export function freeMap<const O extends Options = {}>(
  description: string,
  options?: O,
): Property<Readonly<Record<string, unknown>>> & O {
  return { ...(options as O), description, type: { kind: "map" } };
}

/** An attribute: what a template can read of a resource once it exists. */
export interface Attribute {
  readonly description: string;
  readonly type?: "string" | "integer" | "number" | "boolean" | "map" | "list";
}

/** The attributes of a resource type by name; `show` (the whole object as the service shows it) is there without being named. */
export type AttributeSchemas = Readonly<Record<string, Attribute>>;
