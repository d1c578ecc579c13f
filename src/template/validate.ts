import type { AttributePath } from "#schema/attribute-key.ts";
import type { Question } from "#schema/constraints/question.ts";
import type { Diagnostic, Place } from "#schema/diagnostic.ts";
import { suggest } from "#schema/suggest.ts";
import type { Environment } from "./environment/environment.ts";
import { childEnvironment, findMapping } from "./environment/registry.ts";
import type { Facade } from "./facade.ts";
import { facadeOf } from "./facade.ts";
import type { Parameters } from "./parameters.ts";
import { bindKnownParameters } from "./parameters.ts";
import { parameterQuestions } from "./parameters/questions.ts";
import { typeFactsOfTemplate } from "./provider.ts";
import { readTemplate } from "./read.ts";
import type { ResolvedProperties } from "./resolve.ts";
import { isEnabled, resolveProperties } from "./resolve.ts";
import type { Read, ResourceDefinition, Scope, Template, TypeCatalogue, TypeFacts } from "./template.ts";
import { conditionFaults } from "./validation/conditions.ts";
import type { References } from "./validation/expressions.ts";
import { facadeFaults } from "./validation/facade.ts";
import { expressionFaults, failureOf, referenceFaults } from "./validation/expressions.ts";
import { distinctDiagnostics } from "./validation/distinct-diagnostics.ts";
import { attributeLacking, memberDefinitions } from "./validation/members.ts";
import { outputFaults } from "./validation/outputs.ts";
import { policyFaults } from "./validation/policies.ts";
import { validationScope } from "./validation/validation-scope.ts";

/** Stacks inside stacks, at most. */
const MAX_NESTING = 5;

/** What a template is validated against. */
export interface ValidationContext {
  /** Absent where no values are known: then only what does not depend on them is checked. */
  readonly parameters?: Pick<Parameters, "has" | "value">;
  readonly environment: Environment;
  readonly catalogue: TypeCatalogue;
  readonly files: (name: string) => string | undefined;
  /** What the resource that the stack is nested in says of itself, where that is known. */
  readonly facade?: Facade;
  /** How deep stacks may be nested, 5 where not given. */
  readonly maxNesting?: number;
  /** What `files` knows a file by that the template `from` (absent: the main one) names; as it is named where not given. */
  readonly resolveName?: (name: string, from: string | undefined) => string;
  /** The template's own name, absent for the main one. */
  readonly from?: string;
  /** Where to put what a pure function cannot answer about the values. */
  readonly questions?: Question[];
}

type KnownType =
  | { readonly kind: "type"; readonly facts: TypeFacts }
  | { readonly kind: "template"; readonly file: string; readonly facts: TypeFacts; readonly template: Template }
  | { readonly kind: "unknown"; readonly diagnostics: readonly Diagnostic[] };

class Validation {
  readonly #context: ValidationContext;
  /** Nested templates that were read, by their names. */
  readonly #templates: Map<string, Read<Template>>;
  readonly #chain: readonly string[];

  constructor(context: ValidationContext, templates: Map<string, Read<Template>>, chain: readonly string[]) {
    this.#context = context;
    this.#templates = templates;
    this.#chain = chain;
  }

  validate(template: Template): readonly Diagnostic[] {
    const { parameters, facade } = this.#context;
    const scope = validationScope(template, parameters, (name) => this.#context.files(this.#nameOf(name)), facade);
    const diagnostics: Diagnostic[] = [...conditionFaults(template, scope)];
    const types = new Map<string, KnownType>();
    const lacking = new Map<string, (path: AttributePath) => string | undefined>();
    const enabled: ResourceDefinition[] = [];
    const disabled = new Set<string>();
    for (const definition of template.resources.values()) {
      const failure = failureOf(() => {
        if (isEnabled(definition, scope)) enabled.push(definition);
        else disabled.add(definition.name);
      });
      if (failure !== undefined) {
        diagnostics.push(failure);
        enabled.push(definition);
      }
      const type = this.#typeOf(definition);
      types.set(definition.name, type);
      if (type.kind === "type" && type.facts.members)
        lacking.set(definition.name, this.#lacking(definition, type.facts, scope));
    }
    const references: References = {
      template,
      scope,
      isDisabled: (resource) => disabled.has(resource),
      factsOf: (resource) => factsOfType(types.get(resource)),
      membersLack: (resource, path) => lacking.get(resource)?.(path),
    };
    for (const definition of enabled)
      diagnostics.push(...this.#resource(definition, types.get(definition.name)!, references));
    diagnostics.push(...outputFaults(template, references));
    return distinctDiagnostics(diagnostics);
  }

  /** The name by which files are known, of one that this template names. */
  #nameOf(name: string): string {
    return this.#context.resolveName?.(name, this.#context.from) ?? name;
  }

  #typeOf(definition: ResourceDefinition): KnownType {
    const { environment, catalogue } = this.#context;
    const mapping = findMapping(environment, definition.name, definition.type);
    if (mapping.kind === "template") return this.#templateType(definition, this.#nameOf(mapping.file));
    const facts = catalogue.find(mapping.type);
    if (facts !== undefined) return { kind: "type", facts };
    const renamed = mapping.type === definition.type ? "" : ` (from "${definition.type}", by the environment)`;
    const mapped = Object.keys(environment.registry).filter((key) => key !== mapping.type && !key.endsWith("*"));
    const near = suggest(mapping.type, [...catalogue.names(), ...mapped]);
    return {
      kind: "unknown",
      diagnostics: [
        {
          severity: "error",
          code: "resource-type",
          message: `the resource type "${mapping.type}"${renamed} is not known`,
          place: typePlace(definition),
          hint:
            near === undefined
              ? "see the list of resource types, or map the name to a template in the environment's resource_registry"
              : `did you mean "${near}"?`,
        },
      ],
    };
  }

  #templateType(definition: ResourceDefinition, file: string): KnownType {
    const fail = (message: string, code: Diagnostic["code"] = "resource-type"): KnownType => ({
      kind: "unknown",
      diagnostics: [{ severity: "error", code, message, place: typePlace(definition) }],
    });
    if (this.#chain.includes(file))
      return fail(`the template "${file}" contains itself: ${[...this.#chain, file].join(" → ")}`);
    const maxNesting = this.#context.maxNesting ?? MAX_NESTING;
    if (this.#chain.length >= maxNesting) return fail(`stacks are nested more than ${maxNesting} deep`, "limit");
    const text = this.#context.files(file);
    if (text === undefined)
      return fail(`the nested template "${file}" did not come with the template; send its text in "files"`);
    let read = this.#templates.get(file);
    if (read === undefined) {
      read = readTemplate(text, { file });
      this.#templates.set(file, read);
    }
    if (read.value === undefined) return { kind: "unknown", diagnostics: read.diagnostics };
    return { kind: "template", file, template: read.value, facts: typeFactsOfTemplate(read.value) };
  }

  #resource(definition: ResourceDefinition, type: KnownType, references: References): readonly Diagnostic[] {
    const { scope } = references;
    const { metadata, deletionPolicy, updatePolicy, externalId, propertiesCall } = definition;
    const others = [metadata, deletionPolicy, updatePolicy, externalId].filter(
      (expression) => expression !== undefined,
    );
    const properties = [...definition.properties.values(), ...(propertiesCall === undefined ? [] : [propertiesCall])];
    const diagnostics: Diagnostic[] = [...properties, ...others].flatMap((expression) => [
      ...referenceFaults(expression, references),
    ]);
    for (const expression of [...properties, ...others]) diagnostics.push(...expressionFaults(expression, scope));
    if (type.kind === "unknown") return [...type.diagnostics, ...diagnostics];
    const known = this.#requiredKnown(definition, type);
    const resolved = resolveProperties(definition, known, scope, this.#context.questions);
    diagnostics.push(...resolved.diagnostics, ...togetherFaults(definition, type.facts, resolved));
    diagnostics.push(...policyFaults(definition, { facts: type.facts, isTemplate: type.kind === "template" }, scope));
    if (type.kind === "type")
      return [...diagnostics, ...this.#members(definition, { facts: type.facts, resolved, references })];
    diagnostics.push(...facadeFaults(definition, this.#facadeOf(definition), type));
    return [...diagnostics, ...this.#nested(definition, type, { resolved, scope })];
  }

  /** What the type is where no template stands for it. */
  #facadeOf({ name, type }: ResourceDefinition): TypeFacts | undefined {
    const mapping = findMapping(childEnvironment(this.#context.environment, name, type), name, type);
    return mapping.kind === "type" ? this.#context.catalogue.find(mapping.type) : undefined;
  }

  /** A nested template's required parameters may also come from the environment's defaults. */
  #requiredKnown(definition: ResourceDefinition, type: Exclude<KnownType, { kind: "unknown" }>): TypeFacts {
    if (type.kind === "type") return type.facts;
    const { parameterDefaults } = childEnvironment(this.#context.environment, definition.name, definition.type);
    const properties = Object.entries(type.facts.properties).map(
      ([name, property]) =>
        [name, Object.hasOwn(parameterDefaults, name) ? { ...property, required: false } : property] as const,
    );
    return { ...type.facts, properties: Object.fromEntries(properties) };
  }

  /** What a resource makes by itself, validated where its definition stands. */
  #members(
    definition: ResourceDefinition,
    of: { readonly facts: TypeFacts; readonly resolved: ResolvedProperties; readonly references: References },
  ): readonly Diagnostic[] {
    const { facts, resolved, references } = of;
    const members = memberDefinitions(definition, facts, resolved, references.scope);
    if (members.length === 0) return [];
    const maxNesting = this.#context.maxNesting ?? MAX_NESTING;
    if (this.#chain.length >= maxNesting) {
      const message = `stacks are nested more than ${maxNesting} deep`;
      return [{ severity: "error", code: "limit", message, place: typePlace(definition) }];
    }
    const where = `in the members of "${definition.name}": `;
    const questions: Question[] = [];
    const child = this.#forMembers(definition, questions);
    const diagnostics = members.flatMap((member) => child.#resource(member, child.#typeOf(member), references));
    this.#context.questions?.push(...questions.map((asked) => ({ ...asked, subject: where + asked.subject })));
    return diagnostics.map((diagnostic) => ({ ...diagnostic, message: where + diagnostic.message }));
  }

  #forMembers({ name, type }: ResourceDefinition, questions: Question[]): Validation {
    const environment = childEnvironment(this.#context.environment, name, type);
    const chain = [...this.#chain, `the members of ${name}`];
    return new Validation({ ...this.#context, environment, questions }, this.#templates, chain);
  }

  /** Which attribute is read of a resource's members that one of them has not. */
  #lacking(
    definition: ResourceDefinition,
    facts: TypeFacts,
    scope: Scope,
  ): (path: AttributePath) => string | undefined {
    let known: readonly (TypeFacts | undefined)[] | undefined;
    const members = (): readonly (TypeFacts | undefined)[] => {
      const resolved = resolveProperties(definition, facts, scope);
      const child = this.#forMembers(definition, []);
      return memberDefinitions(definition, facts, resolved, scope).map((member) => factsOfType(child.#typeOf(member)));
    };
    return (path) => attributeLacking(facts, path, () => (known ??= members()));
  }

  #nested(
    definition: ResourceDefinition,
    type: Extract<KnownType, { kind: "template" }>,
    { resolved, scope }: { readonly resolved: ResolvedProperties; readonly scope: Scope },
  ): readonly Diagnostic[] {
    const environment = childEnvironment(this.#context.environment, definition.name, definition.type);
    const facade = facadeOf(definition, scope);
    const bound = bindKnownParameters(type.template, resolved.values, environment.parameterDefaults, resolved.unknown);
    const questions = [...parameterQuestions(type.template, bound.parameters)];
    const context = { ...this.#context, environment, parameters: bound.parameters, facade, questions, from: type.file };
    const child = new Validation(context, this.#templates, [...this.#chain, type.file]);
    const wrong = bound.diagnostics.filter((diagnostic) => diagnostic.code === "parameter");
    const where = `in the resource "${definition.name}": `;
    const inFile = (place: Place): Place => (place.file === undefined ? { ...place, file: type.file } : place);
    const diagnostics = [...wrong, ...child.validate(type.template)];
    for (const asked of questions)
      this.#context.questions?.push({ ...asked, subject: where + asked.subject, place: inFile(asked.place) });
    return diagnostics.map(({ place, message, ...diagnostic }) => ({
      ...diagnostic,
      message: where + message,
      place: inFile(place),
    }));
  }
}

function factsOfType(type: KnownType | undefined): TypeFacts | undefined {
  return type === undefined || type.kind === "unknown" ? undefined : type.facts;
}

/** What is wrong with the properties together, asked only where each by itself is in order. */
function togetherFaults(
  definition: ResourceDefinition,
  facts: TypeFacts,
  { values, unknown, diagnostics }: ResolvedProperties,
): readonly Diagnostic[] {
  if (facts.validate === undefined || diagnostics.some((diagnostic) => diagnostic.severity === "error")) return [];
  const waiting = [...unknown].map(([name, needs]) => [name, { get_resource: needs[0]?.resource ?? "" }] as const);
  const messages = facts.validate({ ...values, ...Object.fromEntries(waiting) });
  if (messages.length === 0) return [];
  const path = definition.pathOf?.("properties") ?? [...definition.place.path, "properties"];
  const place = { ...definition.place, path };
  return messages.map((message) => ({ severity: "error", code: "value", message, place }) as const);
}

function typePlace(definition: ResourceDefinition): Diagnostic["place"] {
  return definition.typePlace ?? definition.place;
}

/**
 * What is wrong with a template before anything of it is created, its nested templates included.
 * Cycles are not among it: see `templateGraph`.
 */
export function validateTemplate(template: Template, context: ValidationContext): readonly Diagnostic[] {
  return new Validation(context, new Map(), []).validate(template);
}
