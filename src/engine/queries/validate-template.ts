import { environmentDocument } from "#template/environment/read.ts";
import { childEnvironment, findMapping } from "#template/environment/registry.ts";
import type { Environment } from "#template/environment/environment.ts";
import { readTemplate } from "#template/read.ts";
import type { ParameterSchema, Template } from "#template/template.ts";
import { EngineFault, refuseErrors } from "../faults.ts";
import { checkStack } from "../commands/check-stack.ts";
import type { PreparationParts } from "../commands/prepare.ts";
import { environmentOf } from "../commands/request-environment.ts";
import type { StackRequest, ValidatedTemplate } from "../requests.ts";

const pseudoStack = { id: "", name: "validated", projectId: "" };

/** What `POST /validate` answers: what the template asks for, or all that is wrong with it. Missing parameters are no fault here. */
export function validateTemplate(
  parts: PreparationParts,
  request: StackRequest & { showNested?: boolean },
): ValidatedTemplate {
  if (request.template === undefined) throw new EngineFault("StackValidationFailed", "the request has no template");
  const environment = environmentOf(request);
  const files = (name: string): string | undefined => request.files?.[name];
  const given = environment.parameters;
  const checked = checkStack({
    ...parts,
    template: request.template,
    environment,
    parameters: given,
    files,
    stack: pseudoStack,
    // What is missing is what the answer is about.
    mayLackParameters: true,
  });
  refuseErrors(checked.diagnostics, { atValidation: true });
  const { template, diagnostics } = checked;
  if (template === undefined) throw new EngineFault("HTTPBadRequest", "the template cannot be read");
  return {
    description: template.description,
    parameters: Object.fromEntries(
      [...template.parameters.values()].map((schema) => [schema.name, parameterView(schema, given, environment)]),
    ),
    parameterGroups: template.parameterGroups,
    environment: environmentDocument(environment),
    diagnostics,
    ...(request.showNested === true && { nestedParameters: nestedParameters(template, environment, files) }),
  };
}

const typeNames: Readonly<Record<ParameterSchema["type"], string>> = {
  string: "String",
  number: "Number",
  comma_delimited_list: "CommaDelimitedList",
  json: "Json",
  boolean: "Boolean",
};

/** A parameter as Heat's API shows one. */
function parameterView(
  schema: ParameterSchema,
  given: Readonly<Record<string, unknown>>,
  environment: Environment,
): Readonly<Record<string, unknown>> {
  const value = given[schema.name];
  const { [schema.name]: preset = schema.default } = environment.parameterDefaults;
  const constraints: Record<string, unknown> = {};
  for (const constraint of schema.constraints) Object.assign(constraints, constraintView(constraint));
  const descriptions = schema.constraints.flatMap(({ description }) =>
    typeof description === "string" ? description : [],
  );
  return {
    Type: typeNames[schema.type],
    Description: schema.description,
    NoEcho: String(schema.hidden),
    Label: schema.label ?? schema.name,
    // As Heat: shown where hidden too; forms are filled in with it.
    ...(preset !== undefined && preset !== null && { Default: preset }),
    ...(value !== undefined && value !== null && value !== "" && { Value: schema.hidden ? "******" : value }),
    ...constraints,
    // As Heat: those of all constraints as one text.
    ...(descriptions.length > 0 && { ConstraintDescription: descriptions.join(" ") }),
    ...(schema.tags.length > 0 && { Tags: schema.tags }),
  };
}

function constraintView(constraint: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const {
    range,
    length,
    allowed_values: values,
    allowed_pattern: pattern,
    custom_constraint: custom,
    modulo,
  } = constraint;
  const bounds = (range ?? length ?? {}) as { min?: unknown; max?: unknown };
  const suffix = range === undefined ? "Length" : "Value";
  const { step, offset } = (modulo ?? {}) as { step?: unknown; offset?: unknown };
  return {
    ...(bounds.min !== undefined && { [`Min${suffix}`]: Number(bounds.min) }),
    ...(bounds.max !== undefined && { [`Max${suffix}`]: Number(bounds.max) }),
    ...(values !== undefined && { AllowedValues: values }),
    ...(pattern !== undefined && { AllowedPattern: pattern }),
    ...(custom !== undefined && { CustomConstraint: custom }),
    ...(step !== undefined && { Step: step, Offset: offset ?? 0 }),
  };
}

function nestedParameters(
  template: Template,
  environment: Environment,
  files: (name: string) => string | undefined,
): Readonly<Record<string, unknown>> {
  const nested: Record<string, unknown> = {};
  for (const resource of template.resources.values()) {
    const mapping = findMapping(environment, resource.name, resource.type);
    const text = mapping.kind === "template" ? files(mapping.file) : undefined;
    const child = text === undefined ? undefined : readTemplate(text).value;
    if (child === undefined) continue;
    const schemas = [...child.parameters.values()].map(
      (schema) => [schema.name, parameterView(schema, {}, environment)] as const,
    );
    const below = nestedParameters(child, childEnvironment(environment, resource.name, resource.type), files);
    nested[resource.name] = {
      Type: resource.type,
      Description: child.description,
      Parameters: Object.fromEntries(schemas),
      ...(child.parameterGroups.length > 0 && { ParameterGroups: child.parameterGroups }),
      ...(Object.keys(below).length > 0 && { NestedParameters: below }),
    };
  }
  return nested;
}
