import { doublyNamed, renameProperties } from "#schema/former-names.ts";
import { coerceValue, missingProperty, unknownProperty } from "#schema/coerce.ts";
import type { Question } from "#schema/constraints/question.ts";
import { questionsOf } from "#schema/constraints/question.ts";
import type { Diagnostic, Place } from "#schema/diagnostic.ts";
import type { PropertySchemas } from "#schema/property.ts";
import { suggest } from "#schema/suggest.ts";
import { absent, resolveAt } from "./expression.ts";
import type { Expression, Need, OutputDefinition, ResourceDefinition, Scope, PropertyRules } from "./template.ts";
import { ResolveFailure, UnknownValue } from "./template.ts";

/** A resource's properties, as far as they are known. */
export interface ResolvedProperties {
  /** Made to fit the schemas, defaults filled in; absent optional ones, unknown ones and wrong ones left out. */
  readonly values: Record<string, unknown>;
  /** By property: what it waits for. */
  readonly unknown: ReadonlyMap<string, readonly Need[]>;
  readonly diagnostics: readonly Diagnostic[];
}

type Outcome =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "unknown"; readonly needs: readonly Need[] }
  | { readonly kind: "failure"; readonly diagnostic: Diagnostic };

/** The needs of an expression that the scope cannot answer yet. */
function unknownNeeds(expression: Expression, scope: Scope, first: Need): readonly Need[] {
  // A parameter that is not known is no need of the expression's own.
  const found = new Map<string, Need>(first.parameter === undefined ? [] : [[first.parameter, first]]);
  const ask = (need: Need): void => {
    const key = `${need.resource}\n${need.attribute ?? ""}`;
    if (found.has(key)) return;
    try {
      if (need.attribute === undefined) scope.reference(need.resource);
      else scope.attribute(need.resource, need.attribute);
    } catch (error) {
      if (error instanceof UnknownValue) found.set(key, need);
      else if (!(error instanceof ResolveFailure)) throw error;
    }
  };
  for (const need of expression.needs(scope)) ask(need);
  if (found.size === 0) return [first];
  return [...found.values()];
}

function attemptResolve(expression: Expression, scope: Scope): Outcome {
  if (expression.literal !== undefined) return { kind: "value", value: expression.literal.value };
  try {
    return { kind: "value", value: expression.resolve(scope) };
  } catch (error) {
    if (error instanceof UnknownValue) return { kind: "unknown", needs: unknownNeeds(expression, scope, error.need) };
    if (error instanceof ResolveFailure) return { kind: "failure", diagnostic: error.diagnostic };
    throw error;
  }
}

/** Moves what is about a member to the line of that member. */
function atMember<T extends { readonly place: Place }>(about: T, expression: Expression, depth: number): T {
  let nearest = expression;
  for (const key of about.place.path.slice(depth)) {
    const member = nearest.members?.get(String(key));
    if (member === undefined) break;
    nearest = member;
  }
  const { line, column, file } = nearest.place;
  const place: Place = {
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    path: about.place.path,
  };
  return { ...about, place };
}

function resolveOne(
  name: string,
  expression: Expression,
  schemas: PropertySchemas,
  { scope, into }: { readonly scope: Scope; readonly into: Collected },
): void {
  const property = schemas[name];
  const outcome = attemptResolve(expression, scope);
  if (outcome.kind === "unknown") {
    into.unknown.set(name, outcome.needs);
    return;
  }
  if (outcome.kind === "failure") {
    into.diagnostics.push(outcome.diagnostic);
    into.failed.add(name);
    return;
  }
  const { value } = outcome;
  if (property === undefined || value === absent || value === undefined) return;
  if (value === null && property.default === undefined && property.required !== true) return;
  const at: Place = { path: [...into.base, name] };
  const twice = into.rules.formerNames && doublyNamed(into.rules.formerNames, { [name]: value });
  if (twice !== undefined) into.diagnostics.push(namedTwice(into.base, twice, expression.place));
  const coerced = coerceValue(property, renameInside(into.rules.formerNames, name, value), at);
  for (const diagnostic of coerced.diagnostics) into.diagnostics.push(atMember(diagnostic, expression, at.path.length));
  if (coerced.value === undefined) {
    into.failed.add(name);
    return;
  }
  into.values[name] = coerced.value;
  for (const question of into.questions === undefined ? [] : questionsOf(property, coerced.value, at))
    into.questions?.push(atMember(question, expression, at.path.length));
}

/** The value with old names inside it turned into new ones. */
function renameInside(formerNames: PropertyRules["formerNames"], name: string, value: unknown): unknown {
  if (formerNames === undefined) return value;
  const inside = Object.entries(formerNames).filter(([path]) => path.startsWith(`${name}.`));
  if (inside.length === 0) return value;
  return renameProperties(Object.fromEntries(inside), { [name]: value })[name];
}

interface Collected {
  readonly base: Place["path"];
  readonly rules: PropertyRules;
  readonly values: Record<string, unknown>;
  readonly unknown: Map<string, readonly Need[]>;
  readonly diagnostics: Diagnostic[];
  readonly failed: Set<string>;
  readonly questions: Question[] | undefined;
}

/** The expressions of the properties where one function gives them all; nothing where it does not (yet) do so. */
function expandCall(
  definition: ResourceDefinition,
  schemas: PropertySchemas,
  scope: Scope,
  into: Collected,
): ReadonlyMap<string, Expression> {
  const call = definition.propertiesCall;
  if (call === undefined) return definition.properties;
  const outcome = attemptResolve(call, scope);
  if (outcome.kind === "unknown") for (const name of Object.keys(schemas)) into.unknown.set(name, outcome.needs);
  else if (outcome.kind === "failure") into.diagnostics.push(outcome.diagnostic);
  else if (typeof outcome.value === "object" && outcome.value !== null && !Array.isArray(outcome.value)) {
    const { place } = call;
    return new Map(
      Object.entries(outcome.value).map(([name, value]) => [
        name,
        { place, needs: () => [], resolve: () => value, literal: { value } } satisfies Expression,
      ]),
    );
  } else if (outcome.value !== absent && outcome.value !== null) {
    const message = "properties must be a map";
    into.diagnostics.push({ severity: "error", code: "structure", message, place: call.place });
  }
  return new Map();
}

/**
 * Resolves a resource's properties: values, what is not known yet, and what is wrong. What else is to
 * be asked about the values is put into `questions` where that is given.
 */
export function resolveProperties(
  definition: ResourceDefinition,
  rules: PropertyRules,
  scope: Scope,
  questions?: Question[],
): ResolvedProperties {
  const { properties: schemas } = rules;
  const base = definition.pathOf?.("properties") ?? ["resources", definition.name, "properties"];
  const into: Collected = {
    base,
    rules,
    values: {},
    unknown: new Map(),
    diagnostics: [],
    failed: new Set(),
    questions,
  };
  const expressions = withNewNames(expandCall(definition, schemas, scope, into), into);
  const misspelt = new Set<string | undefined>();
  for (const [name, expression] of expressions) {
    if (Object.hasOwn(schemas, name)) resolveOne(name, expression, schemas, { scope, into });
    else if (rules.acceptsAnything === true) resolveFree(name, expression, { scope, into });
    else {
      const place = expression.keyPlace ?? expression.place;
      into.diagnostics.push({ ...unknownProperty(schemas, name, { path: base }), place });
      misspelt.add(suggest(name, Object.keys(schemas)));
    }
  }
  for (const name of Object.keys(schemas)) {
    const property = schemas[name]!;
    if (Object.hasOwn(into.values, name) || into.unknown.has(name) || into.failed.has(name)) continue;
    if (property.default !== undefined) into.values[name] = property.default;
    else if (property.required === true && !misspelt.has(name)) {
      into.diagnostics.push({ ...missingProperty(name, { path: base }), place: definition.place });
    }
  }
  return { values: into.values, unknown: into.unknown, diagnostics: into.diagnostics };
}

/** A property that no schema describes: its plain value. */
function resolveFree(
  name: string,
  expression: Expression,
  { scope, into }: { readonly scope: Scope; readonly into: Collected },
): void {
  const outcome = attemptResolve(expression, scope);
  if (outcome.kind === "unknown") into.unknown.set(name, outcome.needs);
  else if (outcome.kind === "failure") into.diagnostics.push(outcome.diagnostic);
  else if (outcome.value !== absent && outcome.value !== undefined) into.values[name] = outcome.value;
}

/** What is given under an old name stands under the new one, unless that is given too. */
function withNewNames(given: ReadonlyMap<string, Expression>, into: Collected): ReadonlyMap<string, Expression> {
  const { formerNames } = into.rules;
  if (formerNames === undefined) return given;
  const renamed = new Map<string, Expression>();
  for (const [name, expression] of given) {
    const newName = formerNames[name];
    if (newName === undefined) renamed.set(name, expression);
    else if (isNothing(given.get(newName))) renamed.set(newName, expression);
    else if (!isNothing(expression)) into.diagnostics.push(namedTwice(into.base, [name, newName], expression.place));
  }
  return renamed;
}

/** As Heat: a value has one name only, the former or the new one. */
function namedTwice(base: Place["path"], [former, newName]: readonly [string, string], place: Place): Diagnostic {
  const path = [...base, ...former.split(".")];
  const message = `"${former}" is the former name of "${newName}"; both are given`;
  return { severity: "error", code: "value", message, place: { ...place, path }, hint: "take the former name away" };
}

function isNothing(expression: Expression | undefined): boolean {
  return expression === undefined || (expression.literal !== undefined && expression.literal.value === null);
}

/** The value of an expression; null where a function leaves it out. Throws `UnknownValue` or `ResolveFailure`. */
export function resolveValue(expression: Expression, scope: Scope): unknown {
  const value = expression.resolve(scope);
  return value === absent ? null : value;
}

/** Whether a resource or output is there, as its condition says. Throws `UnknownValue` or `ResolveFailure`. */
export function isEnabled(item: { readonly condition?: Expression }, scope: Scope): boolean {
  if (item.condition === undefined) return true;
  const { condition } = item;
  const value = condition.resolve(scope);
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return resolveAt(condition, () => scope.condition(value));
  throw new ResolveFailure({
    severity: "error",
    code: "condition",
    message: "condition takes the name of a condition, true, false or a condition function",
    place: condition.place,
  });
}

/** The value of an output; null where its condition is false. Throws `UnknownValue` or `ResolveFailure`. */
export function resolveOutput(output: OutputDefinition, scope: Scope): unknown {
  return isEnabled(output, scope) ? resolveValue(output.value, scope) : null;
}
