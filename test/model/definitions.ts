import type { ResourceType } from "#resource-model/resource-type.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { integer, list, string } from "#schema/property.ts";
import { emptyEnvironment } from "#template/environment/environment.ts";
import { readTemplate } from "#template/read.ts";
import { bindStack, type BoundStack } from "#engine/definition/bound-stack.ts";

/** What a definition says of one name. */
export interface Wish {
  /** Changed in place. */
  readonly size?: number;
  /** A change makes a new object. */
  readonly image?: number;
  /** A change could be made in place, but the type asks for a new object once it looks. */
  readonly late?: number;
  /** Names it refers to; a reference that changes is changed in place. */
  readonly moves?: readonly string[];
  /** Names it refers to; a reference that changes makes a new object. */
  readonly holds?: readonly string[];
  /** Names it only comes after. */
  readonly after?: readonly string[];
}

/** What a stack shall have, by name. */
export type Wishes = Readonly<Record<string, Wish>>;

const modelType: ResourceType = defineResource({
  type: "Model::Thing",
  description: "Something whose work ends when the model says so.",
  pure: true,
  properties: {
    size: integer("Changed in place.", { onChange: "update" }),
    image: integer("Replaced."),
    late: integer("Replaced, found out late.", { onChange: "update" }),
    moves: list(string("Name."), "References changed in place.", { onChange: "update" }),
    holds: list(string("Name."), "References that replace."),
  },
  attributes: {},
  replaces: (c) => c.changed.has("late"),
  create: () => [],
  update: () => [],
  delete: () => [],
});

function references(names: readonly string[] = []): unknown[] {
  return names.toSorted().map((name) => ({ get_resource: name }));
}

/** The definition as the engine binds it; what it refers to in one order, so that names mean nothing. */
export function bind(wishes: Wishes): BoundStack {
  const resources = Object.entries(wishes).map(
    ([name, { size = 0, image = 0, late = 0, moves, holds, after = [] }]) => {
      const properties = { size, image, late, moves: references(moves), holds: references(holds) };
      return [name, { type: modelType.type, properties, depends_on: after }];
    },
  );
  const document = { heat_template_version: "2018-08-31", resources: Object.fromEntries(resources) };
  const template = readTemplate(document).value;
  if (template === undefined)
    throw new TypeError(`the template of the model cannot be read: ${JSON.stringify(document)}`);
  const definition = {
    hash: "",
    template,
    environment: emptyEnvironment,
    environmentDocument: {},
    parameters: {},
    stored: { template: "", files: "", environment: {}, parameters: {} },
    file: () => undefined,
    fileNames: () => [],
  };
  const stack = { id: "s", name: "s", projectId: "p" };
  const bound = bindStack(definition, stack, new Map([[modelType.type, modelType]]));
  const sorted = [...bound.resources].map(
    ([name, resource]) => [name, { ...resource, requires: resource.requires.toSorted() }] as const,
  );
  return { ...bound, resources: new Map(sorted) };
}
