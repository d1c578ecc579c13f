import { environmentDocument } from "#template/environment/read.ts";
import { childEnvironment } from "#template/environment/registry.ts";
import type { PropertySchemas, Values } from "#schema/property.ts";
import type { ResourceRow } from "#storage/rows.ts";
import { facadeValues } from "#template/facade.ts";
import { readTemplate } from "#template/read.ts";
import type { Template } from "#template/template.ts";
import { ResolveFailure, UnknownValue } from "#template/template.ts";
import type { BoundResource, BoundStack } from "../definition/bound-stack.ts";
import type { Definition } from "../definition/definition-store.ts";
import { currentRows } from "./resource-values.ts";
import { changedProperties } from "./decide.ts";
import { sameValue } from "./same-value.ts";

/** What a child stack is made of: of a nested template the resource's properties are the parameters. */
export function childDefinition(
  parent: Definition,
  resource: Pick<BoundResource, "name" | "type" | "nestedTemplate">,
  template: Template,
  properties: Readonly<Record<string, unknown>>,
): Definition {
  const parameters = resource.nestedTemplate ? properties : {};
  const environment = childEnvironment(parent.environment, resource.name, resource.type);
  const document = environmentDocument(environment);
  return {
    hash: "",
    template,
    environment,
    environmentDocument: document,
    parameters,
    stored: { ...parent.stored, environment: document, parameters },
    file: (name) => parent.file(name),
    fileNames: () => parent.fileNames(),
  };
}

/** What a type makes its child stack's template from, beyond the properties. */
export interface MemberFacts {
  readonly row: ResourceRow | undefined;
  /** Rows of the child stack. */
  readonly members: readonly ResourceRow[];
  readonly attributesRead: ReadonlySet<string>;
}

/**
 * The template of a resource's child stack in the end; undefined where it is known only in the run: a
 * property is not known yet, or batches have members that stand only meanwhile.
 */
export function plannedTemplate(
  { resourceType, nestedTemplate, definition }: BoundResource,
  values: Readonly<Record<string, unknown>>,
  unknown: ReadonlyMap<string, unknown>,
  facts: MemberFacts,
): Template | undefined {
  if (nestedTemplate) return nestedTemplate.template;
  if (resourceType.plannedChild === undefined || unknown.size > 0) return undefined;
  const { row, members, attributesRead } = facts;
  const changed = new Set(row?.properties ? changedProperties(row.properties, values) : Object.keys(values));
  if (row && changed.size > 0 && definition.updatePolicy !== undefined) return undefined;
  const references = new Map([...currentRows(members)].map(([name, member]) => [name, member.reference]));
  const props = values as Values<PropertySchemas>;
  const child = { references: () => references };
  const planned = resourceType.plannedChild({ props, changed, data: row?.data ?? {}, attributesRead, child });
  return planned && readTemplate(planned).value;
}

/** Whether outputs mean what they meant: template, parameters and files are the same. */
export function isSameStack(before: BoundStack, after: BoundStack, waiting: ReadonlySet<string>): boolean {
  const was = parts(before.template);
  const is = parts(after.template);
  return (
    before.definition.stored.files === after.definition.stored.files &&
    isSameFacade(before.definition, after.definition) &&
    sameValue(was.rest, is.rest) &&
    // What others read of its members may stand among the stored outputs, too.
    Object.entries(is.outputs).every(([name, output]) => sameValue(was.outputs[name], output)) &&
    after.parameters
      .names()
      .every(
        (name) =>
          !waiting.has(name) &&
          before.parameters.has(name) &&
          sameValue(before.parameters.value(name), after.parameters.value(name)),
      )
  );
}

/** Whether what the parent's resource says of itself is the same; what was never asked for makes no difference. */
function isSameFacade(before: Definition, after: Definition): boolean {
  const [was, is] = [before.facade, after.facade];
  if (was === undefined) return true;
  try {
    return is !== undefined && sameValue(facadeValues(was), facadeValues(is));
  } catch (error) {
    if (error instanceof UnknownValue || error instanceof ResolveFailure) return false;
    throw error;
  }
}

function parts({ document }: Template): { rest: unknown; outputs: Readonly<Record<string, unknown>> } {
  const { outputs, Outputs, ...rest } = document;
  return { rest, outputs: (outputs ?? Outputs ?? {}) as Readonly<Record<string, unknown>> };
}

/** Whether nothing but the parameters may be another than before: then a type makes the same of the same properties. */
export function hasSameSurroundings(before: Definition | undefined, after: Definition | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  const surroundings = ({ environmentDocument: { parameters: _own, ...rest } }: Definition): unknown => rest;
  return before.stored.files === after.stored.files && sameValue(surroundings(before), surroundings(after));
}
