import { performance } from "node:perf_hooks";
import { catalogue } from "#resources/registry.ts";
import { templateGraph } from "#template/dependencies.ts";
import { bindParameters } from "#template/parameters.ts";
import { readTemplate } from "#template/read.ts";
import { resolveProperties } from "#template/resolve.ts";
import { createScope } from "#template/scope.ts";
import type { Template } from "#template/template.ts";
import type { Figures, Open, Part, Parts, Size } from "./measure.ts";
import { parse, validate } from "./requests.ts";
import { references } from "./templates.ts";

const resources = 1000;
const each = 5;
const stack = { id: "id", name: "bench", projectId: "project" };

/** The order of a template's resources, and the values of all their properties. */
function resolveAll(template: Template): number {
  const parameters = bindParameters(template, {}, {}, stack).value!;
  const scope = createScope({
    template,
    parameters,
    files: () => undefined,
    reference: (name) => `id of ${name}`,
    attribute: (name, attribute) => `${attribute} of ${name}`,
  });
  let found = templateGraph(template, scope).size;
  for (const resource of template.resources.values()) {
    const facts = catalogue.find(resource.type);
    if (facts !== undefined) found += Object.keys(resolveProperties(resource, facts, scope).values).length;
  }
  return found;
}

/** A template that was read: 1000 resources with 5000 references. */
function resolve(runs: number): Part {
  const template = readTemplate(references(resources, each)).value!;
  const figures: Figures[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const startedAt = performance.now();
    resolveAll(template);
    figures.push({ wallMs: performance.now() - startedAt });
  }
  const [cold, ...warm] = figures;
  return { ...(cold && { cold }), runs: warm };
}

/** What the template language takes: to read and validate that many MB, to resolve references, to validate 100 resources. */
export async function template(open: Open, { count, runs }: Size): Promise<Parts> {
  return new Map([
    ...(await parse(open, { count, runs })),
    [`resolve ${resources}x${each}`, resolve(runs)],
    ...(await validate(open, { count: 100, runs })),
  ]);
}
