import type { AttributePath } from "#schema/attribute-key.ts";
import type { Member } from "#schema/member.ts";
import type { AttributeSchemas, PropertySchemas } from "#schema/property.ts";
import type { Diagnostic, Place } from "#schema/diagnostic.ts";

/** What an expression needs of another resource before it can be resolved. */
export interface Need {
  readonly resource: string;
  /** The attribute that is read; absent where only the reference id is. */
  readonly attribute?: string;
  /** The keys that follow the attribute, as far as they are known. */
  readonly path?: AttributePath;
  /** A parameter of the stack itself whose value is not known yet; `resource` is empty then. */
  readonly parameter?: string;
}

/**
 * Where the functions of an expression find their values. Resolving does no I/O. A value that is
 * not known yet (a resource that does not exist) is reported by throwing `UnknownValue`.
 */
export interface Scope {
  /** The parameter's value with the path walked into it, pseudo-parameters included. */
  parameter(name: string): unknown;
  /** The resource's reference id. */
  reference(resource: string): unknown;
  /** The attribute's whole value; the function walks the rest of its path. Null when the resource has none. */
  attribute(resource: string, attribute: string): unknown;
  /** What is known of an attribute together with keys behind it, and the keys that are left to walk; undefined: nothing is. */
  attributeAt?(
    resource: string,
    path: AttributePath,
  ): { readonly value: unknown; readonly rest: AttributePath } | undefined;
  file(name: string): string;
  /** What the resource that this stack is nested in says of itself; absent where there is none. */
  facade?(member: "metadata" | "deletion_policy" | "update_policy"): unknown;
  /** The names of the cloud's availability zones; absent where nobody asked the cloud. */
  availabilityZones?(): readonly string[];
  /** The value of a named condition. */
  condition(name: string): boolean;
}

/** What resolves to a value that cannot be known before the run: whose, and which attribute. */
export class UnknownValue extends Error {
  readonly need: Need;
  constructor(need: Need) {
    super(`${need.resource}${need.attribute === undefined ? "" : `.${need.attribute}`} is known only after the run`);
    this.name = "UnknownValue";
    this.need = need;
  }
}

/** A value that cannot be resolved: the user's mistake, seen only now. */
export class ResolveFailure extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.name = "ResolveFailure";
    this.diagnostic = diagnostic;
  }
}

/** A parsed piece of a template: plain data with function calls in it. */
export interface Expression {
  /** Where it is written; of a function call, where the function's name is. */
  readonly place: Place;
  /** Where the key (or list item) is written whose value it is. */
  readonly keyPlace?: Place;
  /** All needs; where `if` chooses, only those of the branch that the scope's conditions choose. */
  needs(conditions: Pick<Scope, "condition" | "parameter">): readonly Need[];
  /** The value. Throws `UnknownValue` or `ResolveFailure`. */
  resolve(scope: Scope): unknown;
  /** The same for a map's or list's members, so that one unknown member does not hide the others; undefined for anything else. */
  readonly members?: ReadonlyMap<string, Expression> | undefined;
  /** Of a call: a list or map of expressions that has its value, as far as the scope tells what stands in it. */
  expanded?(scope: Scope): Expression | undefined;
  /** Of a call: what it resolves of its argument, as far as the scope tells. */
  parts?(scope: Scope): Expression | undefined;
  /** The plain value where the expression holds no function at all. */
  readonly literal?: { readonly value: unknown };
}

/** A resource as the template defines it, nothing resolved. */
export interface ResourceDefinition {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly properties: ReadonlyMap<string, Expression>;
  /** Set where a function gives all properties at once; `properties` is empty then. */
  readonly propertiesCall?: Expression;
  readonly metadata?: Expression;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy?: Expression;
  readonly updatePolicy?: Expression;
  readonly externalId?: Expression;
  readonly condition?: Expression;
  readonly place: Place;
  /** Where the type is written. */
  readonly typePlace?: Place;
  /** The path of one of its keys as the template's format writes it; HOT's where there is none. */
  pathOf?(key: "properties" | "update_policy"): Place["path"];
}

/** An output as the template defines it. */
export interface OutputDefinition {
  readonly name: string;
  readonly description: string;
  readonly value: Expression;
  readonly condition?: Expression;
  readonly place: Place;
}

/** A parameter's declaration; `type` by HOT's names. */
export interface ParameterSchema {
  readonly name: string;
  readonly type: "string" | "number" | "comma_delimited_list" | "json" | "boolean";
  readonly description: string;
  readonly label?: string;
  readonly default?: unknown;
  readonly hidden: boolean;
  readonly immutable: boolean;
  readonly constraints: readonly Readonly<Record<string, unknown>>[];
  readonly tags: readonly string[];
  readonly place: Place;
}

/** A template that was read: pure data and expressions, the same for every stack made of it. */
export interface Template {
  /** The document as given: what GET …/template returns. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly versionKey: "heat_template_version" | "HeatTemplateFormatVersion" | "AWSTemplateFormatVersion";
  readonly version: string;
  readonly description: string;
  readonly parameters: ReadonlyMap<string, ParameterSchema>;
  readonly parameterGroups: readonly Readonly<Record<string, unknown>>[];
  readonly conditions: ReadonlyMap<string, Expression>;
  readonly resources: ReadonlyMap<string, ResourceDefinition>;
  readonly outputs: ReadonlyMap<string, OutputDefinition>;
}

/** What was read, with everything that is wrong or doubtful in it; no template where an error stands. */
export interface Read<T> {
  readonly value?: T;
  /** Where an error stands: as much as could be read, to look for more errors in and for nothing else. */
  readonly partial?: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a resource type says about what may be given as its properties. */
export interface PropertyRules {
  readonly properties: PropertySchemas;
  /** Old names of properties by dotted path: what is given under one is the new one's value. */
  readonly formerNames?: Readonly<Record<string, string>>;
  /** Whether any property is accepted. */
  readonly acceptsAnything?: boolean;
}

/** What the template room must know of a resource type. */
export interface TypeFacts extends PropertyRules {
  /**
   * What is wrong with the properties together, one sentence each. A value that is not known yet is
   * given as some map, never left out.
   */
  validate?(props: Readonly<Record<string, unknown>>): readonly string[];
  readonly attributes: AttributeSchemas;
  /** Attributes that no schema can name, by name and the keys behind it. */
  readonly otherAttributes?: {
    has(path: AttributePath): boolean;
    /** What is read of each of `members` then; undefined: no attribute. */
    ofMembers?(path: AttributePath): AttributePath | undefined;
  };
  /** Keys of `update_policy`; without it the type has none. */
  readonly updatePolicy?: PropertySchemas;
  /** The resources that it makes by itself; of those that are alike, one. */
  members?(props: Readonly<Record<string, unknown>>): readonly Member[];
  /** Whether `deletion_policy: Snapshot` is supported. */
  readonly snapshotOnDelete?: boolean;
}

/** The resource types there are: the template room's port to the registry. */
export interface TypeCatalogue {
  find(type: string): TypeFacts | undefined;
  /** All type names, for suggestions. */
  names(): readonly string[];
}
