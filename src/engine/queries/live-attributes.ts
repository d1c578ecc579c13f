import { attributePath } from "#schema/attribute-key.ts";
import type { Cloud } from "#cloud/cloud.ts";
import type { CloudObject } from "#cloud/collection.ts";
import { CloudFault, isFault } from "#cloud/fault.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import type { ResourceType } from "#resource-model/resource-type.ts";
import type { PropertySchemas, Values } from "#schema/property.ts";
import type { ResourceRow, StackRow } from "#storage/rows.ts";
import { EngineFault } from "../faults.ts";
import type { StackView } from "../requests.ts";
import { physicalName } from "../run/writes.ts";

/** Whose attributes are read. */
export interface AttributeSubject {
  readonly row: ResourceRow;
  readonly stack: StackRow;
  readonly resourceType: ResourceType;
  /** Its child stack, where it has one. */
  readonly child: StackView | undefined;
  /** Reference ids of the child stack's resources, by name. */
  readonly members: ReadonlyMap<string, unknown>;
  readonly cloudOf: (credentialId: string) => Promise<Cloud>;
}

/**
 * As Heat: the object as its service shows it, with what else is named; where there is no such object,
 * every attribute of the type's schema. What cannot be read is null.
 */
export async function liveAttributes(
  subject: AttributeSubject,
  more: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const { row, resourceType } = subject;
  const all = [...new Set([...Object.keys(resourceType.attributes), ...more])].filter((name) => name !== "show");
  const nothing = (): Record<string, unknown> => Object.fromEntries(all.map((name) => [name, null]));
  if (row.action === "INIT" || row.action === "DELETE" || row.physicalId === null)
    return { ...nothing(), ...row.attributes };
  const cloud = resourceType.pure || subject.child ? undefined : await subject.cloudOf(subject.stack.credentialId);
  const observed = await look(subject, cloud);
  const c = contextOf(subject, cloud, observed);
  const values: Record<string, unknown> = { ...observed };
  const names = observed ? more.filter((name) => !(name in observed)) : all;
  for (const name of names) values[name] = await readOne(resourceType, c, name);
  return values;
}

async function look(subject: AttributeSubject, cloud: Cloud | undefined): Promise<CloudObject | null | undefined> {
  const { resourceType, row } = subject;
  if (cloud === undefined || resourceType.collection === undefined || row.physicalId === null) return undefined;
  try {
    return await resourceType.collection(cloud).show(row.physicalId);
  } catch (error) {
    if (isFault(error, "notFound")) return null;
    throw error;
  }
}

async function readOne(type: ResourceType, c: ResourceContext, name: string): Promise<unknown> {
  const attribute = type.attributes[name];
  try {
    if (attribute?.read) return (await attribute.read(c)) ?? null;
    const path = attributePath(name);
    return (type.otherAttributes?.has(path) ? await type.otherAttributes.read(c, path) : c.observed?.[name]) ?? null;
  } catch (error) {
    // As Heat: an attribute that cannot be read does not hide the others.
    if (error instanceof CloudFault || error instanceof EngineFault) return null;
    throw error;
  }
}

function contextOf(
  subject: AttributeSubject,
  cloud: Cloud | undefined,
  observed: CloudObject | null | undefined,
): ResourceContext {
  const { row, stack, resourceType, child } = subject;
  const readOnly = (): never => {
    throw new EngineFault("NotSupported", "reading an attribute changes no stack");
  };
  return {
    get cloud(): Cloud {
      return cloud ?? readOnly();
    },
    props: (row.properties ?? {}) as Values<PropertySchemas>,
    before: undefined,
    changed: new Set(),
    id: row.physicalId ?? "",
    name: physicalName(stack.name, row.name, row.id, resourceType.nameLimit),
    marker: "",
    observed,
    resource: { id: row.id, name: row.name, type: row.type },
    stack: { id: stack.id, name: stack.name, projectId: stack.projectId },
    metadata: row.metadata,
    data: row.data,
    stepStartedAt: row.updatedAt,
    now: row.updatedAt,
    begun: [],
    attributesRead: new Set(),
    updatePolicy: {},
    random: { bytes: readOnly, fraction: readOnly },
    sibling: () => undefined,
    child: {
      create: readOnly,
      update: readOnly,
      delete: readOnly,
      visit: readOnly,
      state: () => child && { action: child.row.action, status: child.row.status, reason: child.row.reason },
      output: (name) => child?.outputs.find((output) => output.key === name)?.value,
      references: () => subject.members,
      template: () => Promise.resolve(undefined),
      requireRoom: readOnly,
    },
  };
}
