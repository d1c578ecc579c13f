import type { AttributePath } from "#schema/attribute-key.ts";
import type { Diagnostic, Place } from "#schema/diagnostic.ts";
import { didYouMean } from "#schema/suggest.ts";
import { distinctNeeds } from "../dependencies.ts";
import { PlacedNeed } from "../expression.ts";
import { allAttributes } from "../functions/get-attr.ts";
import type { Expression, Need, Scope, Template, TypeFacts } from "../template.ts";
import { ResolveFailure, UnknownValue } from "../template.ts";
import { writtenNames } from "./written-names.ts";

/** Attributes that every resource has. */
const commonAttributes = new Set(["show", allAttributes]);

/** The diagnostic that resolving something throws now, if any. */
export function failureOf(resolve: () => unknown): Diagnostic | undefined {
  try {
    resolve();
    return undefined;
  } catch (error) {
    if (error instanceof ResolveFailure) return error.diagnostic;
    if (error instanceof UnknownValue) return undefined;
    throw error;
  }
}

/** What the expressions of one template may refer to. */
export interface References {
  readonly template: Template;
  readonly scope: Scope;
  /** Whether the resource's condition is known to be false. */
  isDisabled(resource: string): boolean;
  /** The facts of a resource's type; nothing where they are not known. */
  factsOf(resource: string): TypeFacts | undefined;
  /** The attribute that is read of a resource's members and that one of them has not. */
  membersLack?(resource: string, path: AttributePath): string | undefined;
}

function placeOf(need: Need, fallback: Place): Place {
  return need instanceof PlacedNeed ? need.place : fallback;
}

/** What is wrong with naming a resource that is not there: it has another name, or its condition is false. */
function absenceFault(need: Need, place: Place, { template }: References): Diagnostic {
  const { resource, attribute } = need;
  const code = attribute === undefined ? "reference" : "attribute-reference";
  if (template.resources.has(resource)) {
    const message = `the resource "${resource}" is not there: its condition is false`;
    return { severity: "error", code, message, place, hint: "choose with if, or give this the same condition" };
  }
  const message = `"${resource}" is no resource of this template`;
  return { severity: "error", code, message, place, ...didYouMean(resource, template.resources.keys()) };
}

function needFault(need: Need, fallback: Place, references: References): Diagnostic | undefined {
  const { template } = references;
  const place = placeOf(need, fallback);
  if (!template.resources.has(need.resource)) {
    // What could not be read is reported where it stands.
    const isWritten = writtenNames(template, "resources").includes(need.resource);
    return isWritten ? undefined : absenceFault(need, place, references);
  }
  if (references.isDisabled(need.resource)) return absenceFault(need, place, references);
  if (need.attribute === undefined || commonAttributes.has(need.attribute)) return undefined;
  const facts = references.factsOf(need.resource);
  if (facts === undefined) return undefined;
  const path = [need.attribute, ...(need.path ?? [])];
  const lacking = references.membersLack?.(need.resource, path);
  if (lacking !== undefined) {
    const message = `the members of "${need.resource}" have no attribute "${lacking}"`;
    return { severity: "error", code: "attribute", message, place };
  }
  if (Object.hasOwn(facts.attributes, need.attribute) || facts.otherAttributes?.has(path)) return undefined;
  const names = Object.keys(facts.attributes);
  const message = `the resource "${need.resource}" has no attribute "${need.attribute}"`;
  const hint =
    didYouMean(need.attribute, names).hint ??
    (names.length > 0 && names.length <= 30 ? `it has: ${names.join(", ")}` : undefined);
  return { severity: "error", code: "attribute", message, place, ...(hint === undefined ? {} : { hint }) };
}

/** What an expression refers to that is not there. */
export function referenceFaults(expression: Expression, references: References): readonly Diagnostic[] {
  if (expression.literal !== undefined) return [];
  const needs = distinctNeeds(expression.needs(references.scope));
  return needs.map((need) => needFault(need, expression.place, references)).filter((fault) => fault !== undefined);
}

/** Failures of an expression that do not wait for a resource: those of each member apart, so that none hides another. */
export function expressionFaults(expression: Expression, scope: Scope): readonly Diagnostic[] {
  if (expression.literal !== undefined) return [];
  if (expression.members !== undefined)
    return [...expression.members.values()].flatMap((member) => expressionFaults(member, scope));
  try {
    expression.resolve(scope);
    return [];
  } catch (error) {
    if (error instanceof ResolveFailure) return [error.diagnostic];
    if (!(error instanceof UnknownValue)) throw error;
    const parts = expression.parts?.(scope);
    return parts === undefined ? [] : expressionFaults(parts, scope);
  }
}
