import { environmentDocument } from "#template/environment/read.ts";
import { childEnvironment } from "#template/environment/registry.ts";
import type { Template } from "#template/template.ts";
import type { BoundResource, BoundStack } from "../definition/bound-stack.ts";
import type { Definition } from "../definition/definition-store.ts";
import { sameValue } from "./same-value.ts";

/** What a nested template's child stack is made of: the resource's properties are its parameters. */
export function childDefinition(
  parent: Definition,
  resource: Pick<BoundResource, "name">,
  template: Template,
  parameters: Readonly<Record<string, unknown>>,
): Definition {
  const environment = childEnvironment(parent.environment, resource.name);
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

/** Whether outputs mean what they meant: template, parameters and files are the same. */
export function isSameStack(before: BoundStack, after: BoundStack, waiting: ReadonlySet<string>): boolean {
  const was = parts(before.template);
  const is = parts(after.template);
  return (
    before.definition.stored.files === after.definition.stored.files &&
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
