import type { Collection } from "#cloud/collection.ts";
import type { Cloud } from "#cloud/cloud.ts";
import type { AttributePath } from "#schema/attribute-key.ts";
import type { Member } from "#schema/member.ts";
import type { Attribute, PropertySchemas } from "#schema/property.ts";
import type { PlannedContext, ResourceContext } from "./context.ts";
import type { SignalContext, SignalOutcome } from "./signal.ts";
import type { Step } from "./step.ts";

/** An attribute with the way to read it; without `read` it is the field of the same name of the observed object. */
export interface ReadableAttribute<P extends PropertySchemas = PropertySchemas> extends Attribute {
  readonly read?: (c: ResourceContext<P>) => unknown | Promise<unknown>;
}

/** Another resource of the same stack, as `dependsOn` sees it. */
export interface Sibling {
  readonly name: string;
  readonly type: string;
  /** Resolved properties; a reference to a resource that does not exist yet appears as `{ get_resource: name }`. */
  readonly props: Readonly<Record<string, unknown>>;
}

/** Attributes that no schema can name, as those of a group's members; stored by `attributeKey` of the whole path. */
export interface OtherAttributes<P extends PropertySchemas = PropertySchemas> {
  /** Whether the attribute of that name, with the keys behind it, is one of these. */
  has(path: AttributePath): boolean;
  /** What is read of each of `members` then; undefined: no attribute. */
  ofMembers?(path: AttributePath): AttributePath | undefined;
  read(c: ResourceContext<P>, path: AttributePath): unknown;
}

/**
 * A resource type as the engine interprets it. Made by `defineResource`, which derives whatever is
 * not declared from the collection.
 */
export interface ResourceType {
  readonly type: string;
  readonly description: string;
  /** First release of Heat that had it, e.g. `"6.0.0"`; absent for those that were there from the start. */
  readonly since?: string;
  /** Service (and extension) that the cloud must have: `"neutron"`, `"neutron:qos"`. */
  readonly requires?: string;
  readonly properties: PropertySchemas;
  readonly attributes: Readonly<Record<string, ReadableAttribute>>;
  /**
   * Old names of properties by dotted path (through lists too): `{ network_id: "network",
   * "fixed_ips.subnet_id": "subnet" }`. What is given under the old name is the new one's value
   * (`renameProperties`), before the properties are checked.
   */
  readonly formerNames?: Readonly<Record<string, string>>;
  /** Whether any property and any attribute (null) is accepted, as OS::Heat::None does. */
  readonly acceptsAnything?: boolean;
  readonly otherAttributes?: OtherAttributes;
  /** Keys of `update_policy`; without it the type has none. */
  readonly updatePolicy?: PropertySchemas;
  /** Whether a child stack is its object: it is updated along with every update of the stack. */
  readonly nested?: boolean;
  /** The resources that it makes in its child stack; of those that are alike, one. They are validated with the template. */
  members?(props: Readonly<Record<string, unknown>>): readonly Member[];
  /** The template that its child stack has in the end, for the plan; batches on the way there are not seen. Undefined: too large to be planned. */
  plannedChild?(c: PlannedContext): Readonly<Record<string, unknown>> | undefined;
  /** Longest physical name. */
  readonly nameLimit: number;
  /** Whether the type has no effect outside the database, so that nothing can be lost or doubled. */
  readonly pure: boolean;
  collection?(cloud: Cloud): Collection;
  create(c: ResourceContext): readonly Step[];
  /** Steps that change the object in place. */
  update(c: ResourceContext): readonly Step[];
  delete(c: ResourceContext): readonly Step[];
  /** Whether this change needs a new object although each changed property could be changed in place. */
  replaces?(c: ResourceContext): boolean;
  /** Whether a changed template metadata means an update in place. */
  readonly updatesMetadata: boolean;
  /** Whether a resource that FAILED may be repaired in place, by a look at the object (null = gone). Default: replaced. */
  repairable?(c: ResourceContext): boolean;
  /** Work on the old object before its replacement is made, and how to undo it. */
  readonly beforeReplace?: { readonly free: readonly Step[]; readonly restore: readonly Step[] };
  /** Value of `get_resource`; default the physical id. */
  reference(c: ResourceContext): unknown;
  /** Names of the resources that this one must be made after, beyond its template references. */
  dependsOn?(props: Readonly<Record<string, unknown>>, others: readonly Sibling[]): readonly string[];
  /**
   * What is wrong with the properties together, one sentence each. A value that is not known yet is
   * given as some map (`{ get_resource: name }`), never left out.
   */
  validate?(props: Readonly<Record<string, unknown>>): readonly string[];
  /** Steps that put the object to sleep, and wake it; left out where a type has nothing to put to sleep. */
  readonly suspend?: readonly Step[];
  readonly resume?: readonly Step[];
  /** Looks whether the object is there and well; left out where a type has nothing to look at. */
  readonly check?: readonly Step[];
  /** What is told to it from outside: pure, and taken once. Left out where a type understands no signals. */
  signal?(c: SignalContext, details: unknown): SignalOutcome;
  /** Steps that keep a copy before deletion, for `deletion_policy: Snapshot`. */
  snapshotOnDelete?(c: ResourceContext): readonly Step[];
}
