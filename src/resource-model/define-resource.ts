import type { Cloud } from "#cloud/cloud.ts";
import type { CloudObject, Collection } from "#cloud/collection.ts";
import type { Member } from "#schema/member.ts";
import type { PropertySchemas } from "#schema/property.ts";
import type { PlannedContext, ResourceContext } from "./context.ts";
import { changedProperties, givenProperties, withoutUndefined } from "./body.ts";
import type { Sent } from "./body.ts";
import { unique } from "./lookup.ts";
import type { LookupRule, Made } from "./lookup.ts";
import { byStatus, gone, isWell } from "./observation.ts";
import type { OtherAttributes, ReadableAttribute, ResourceType, Sibling } from "./resource-type.ts";
import type { SignalContext, SignalOutcome } from "./signal.ts";
import type { Step } from "./step.ts";

/**
 * What a resource type says about itself. With a `collection` everything else is derived: create
 * (POST, until ready), update (the changed properties), delete (404 = done, until gone), look-up,
 * `show`. Without one the type has no object: its physical id is the physical name.
 */
export interface ResourceDeclaration<P extends PropertySchemas> {
  readonly type: string;
  readonly description: string;
  /** First release of Heat that had it; left out for those that were there from the start. */
  readonly since?: string;
  readonly requires?: string;
  readonly properties: P;
  readonly attributes?: Readonly<Record<string, ReadableAttribute<NoInfer<P>>>>;
  /** Old names of properties, by dotted path: `{ network_id: "network", "fixed_ips.subnet_id": "subnet" }`. */
  readonly formerNames?: Readonly<Record<string, string>>;
  /** Whether any property is accepted. */
  readonly acceptsAnything?: boolean;
  readonly collection?: (cloud: Cloud) => Collection;
  /**
   * The request body from what is to be sent: on create all that is given, on update only what
   * changed, null where a value was taken away. Undefined members are dropped; an empty body is not sent.
   */
  readonly body?: (sent: Sent<NoInfer<P>>, c: ResourceContext<NoInfer<P>>) => CloudObject;
  /** Statuses in which the object is complete; left out for types that are complete at once. */
  readonly ready?: readonly string[];
  /** Statuses in which it is broken; default `["ERROR"]`. */
  readonly failed?: readonly string[];
  /** Default `"status"`. */
  readonly statusField?: string;
  /** How an object whose id was lost is found again; default `unique("name")`. */
  readonly lookup?: LookupRule<NoInfer<P>>;
  /** Physical id of the object that create answers with; default its `id`. */
  readonly idOf?: (created: CloudObject, c: ResourceContext<NoInfer<P>>) => string;
  /** The steps; each is given the one that is derived. */
  readonly create?: (derived: Step<NoInfer<P>>, c: ResourceContext<NoInfer<P>>) => readonly Step<NoInfer<P>>[];
  readonly update?: (derived: Step<NoInfer<P>>, c: ResourceContext<NoInfer<P>>) => readonly Step<NoInfer<P>>[];
  readonly delete?: (derived: Step<NoInfer<P>>) => readonly Step<NoInfer<P>>[];
  readonly replaces?: (c: ResourceContext<NoInfer<P>>) => boolean;
  readonly repairable?: (c: ResourceContext<NoInfer<P>>) => boolean;
  readonly beforeReplace?: {
    readonly free: readonly Step<NoInfer<P>>[];
    readonly restore: readonly Step<NoInfer<P>>[];
  };
  readonly reference?: (c: ResourceContext<NoInfer<P>>) => unknown;
  readonly dependsOn?: (props: Readonly<Record<string, unknown>>, others: readonly Sibling[]) => readonly string[];
  readonly validate?: (props: Readonly<Record<string, unknown>>) => readonly string[];
  readonly suspend?: readonly Step<NoInfer<P>>[];
  readonly resume?: readonly Step<NoInfer<P>>[];
  /** Default with a collection: the object is there, and in none of the `failed` statuses. */
  readonly check?: readonly Step<NoInfer<P>>[];
  readonly signal?: (c: SignalContext<NoInfer<P>>, details: unknown) => SignalOutcome;
  readonly snapshotOnDelete?: readonly Step<NoInfer<P>>[];
  readonly nameLimit?: number;
  readonly pure?: boolean;
  readonly updatesMetadata?: boolean;
  readonly otherAttributes?: OtherAttributes<NoInfer<P>>;
  readonly updatePolicy?: PropertySchemas;
  readonly nested?: boolean;
  readonly members?: (props: Readonly<Record<string, unknown>>) => readonly Member[];
  readonly plannedChild?: (c: PlannedContext<NoInfer<P>>) => Readonly<Record<string, unknown>> | undefined;
}

const show: ReadableAttribute = {
  description: "The whole object as the service shows it.",
  type: "map",
  read: (c) => c.observed ?? null,
};

/** The steps that follow from a declaration; how a create finds its object again depends on the properties. */
interface Derived<P extends PropertySchemas> {
  create(c: ResourceContext<P>): Step<P>;
  readonly update: Step<P>;
  readonly delete: Step<P>;
  readonly check?: Step<P>;
}

/** Makes a resource type from its declaration; the properties' types are inferred for all its functions. */
export function defineResource<const P extends PropertySchemas>(declaration: ResourceDeclaration<P>): ResourceType {
  const { collection, create, update, snapshotOnDelete } = declaration;
  const derived = collection ? ofCollection(declaration, collection) : withoutObject<P>();
  const alone = (step: Step<P>): readonly Step<P>[] => [step];
  const type = {
    ...declaration,
    attributes: { ...declaration.attributes, show },
    nameLimit: declaration.nameLimit ?? 255,
    pure: declaration.pure ?? (!collection && !create),
    updatesMetadata: declaration.updatesMetadata ?? false,
    reference: declaration.reference ?? ((c: ResourceContext<P>) => c.id),
    create: (c: ResourceContext<P>) => (create ?? alone)(derived.create(c), c),
    update: (c: ResourceContext<P>) => (update ?? alone)(derived.update, c),
    delete: () => (declaration.delete ?? alone)(derived.delete),
    ...(derived.check && { check: declaration.check ?? [derived.check] }),
    ...(snapshotOnDelete && { snapshotOnDelete: () => snapshotOnDelete }),
  };
  // The engine hands a type only contexts made from its own properties, so that their types can be
  // forgotten here, at this one place.
  return type as unknown as ResourceType;
}

/** A type that has no object in the cloud: no call, and the physical name is its id. */
function withoutObject<P extends PropertySchemas>(): Derived<P> {
  return {
    create: () => ({ name: "create", start: (c) => ({ id: c.name }) }),
    update: { name: "update", when: () => false },
    delete: { name: "delete", when: () => false },
  };
}

function ofCollection<P extends PropertySchemas>(
  declaration: ResourceDeclaration<P>,
  collection: (cloud: Cloud) => Collection,
): Derived<P> {
  const { properties, ready, statusField = "status", failed = ["ERROR"] } = declaration;
  const body: NonNullable<typeof declaration.body> = declaration.body ?? ((sent) => sent);
  const made: Made<P> = {
    collection,
    body: (c) => withoutUndefined(body(givenProperties(properties, c), c)),
  };
  const changes = (c: ResourceContext<P>): CloudObject => withoutUndefined(body(changedProperties(properties, c), c));
  const until = ready && { until: byStatus(ready, { statusField, failed }) };
  return {
    create: (c) => ({
      name: "create",
      creates: (declaration.lookup ?? unique<P>("name"))(c, made),
      async start(now) {
        const created = await collection(now.cloud).create(made.body(now));
        return { id: declaration.idOf?.(created, now) ?? String(created.id), observed: created };
      },
      ...until,
    }),
    update: {
      name: "update",
      when: (c) => Object.keys(changes(c)).length > 0,
      async start(c) {
        return { observed: await collection(c.cloud).update(c.id, changes(c)) };
      },
      ...until,
    },
    delete: {
      name: "delete",
      when: (c) => c.id !== "",
      start: (c) => collection(c.cloud).delete(c.id),
      until: gone,
    },
    check: { name: "check", until: isWell({ statusField, failed }) },
  };
}
