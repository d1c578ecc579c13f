import { PlacedNeed } from "../../expression.ts";
import type { CallSite, FunctionDefinition } from "../../functions/define-function.ts";
import { defineFunction } from "../../functions/define-function.ts";
import type { Node, Parsed } from "../../expression.ts";
import type { Scope } from "../../template.ts";
import { ResolveFailure } from "../../template.ts";
import { suggest } from "#schema/suggest.ts";

function nameOf(argument: Node, at: CallSite): string {
  const name = argument.literal?.value;
  return typeof name === "string" ? name : at.fail("takes the name of a resource or parameter");
}

function parameterValue(name: string): Parsed {
  return { resolve: (scope) => scope.parameter(name) };
}

/** A parameter's value; where there is none, a resource may have been meant as well. */
function parameterOrNothing(name: string, scope: Scope, at: CallSite): unknown {
  try {
    return scope.parameter(name);
  } catch (error) {
    if (!(error instanceof ResolveFailure)) throw error;
    const near = suggest(name, at.around.resourceNames());
    const hint = near === undefined ? error.diagnostic.hint : `did you mean "${near}"?`;
    const { code } = error.diagnostic;
    return at.fail(`finds no resource and no parameter "${name}"`, { code, ...(hint !== undefined && { hint }) });
  }
}

/** `Ref: name`: the id of a resource or, where no resource has the name, the value of a parameter. */
export const ref: FunctionDefinition = defineFunction({
  name: "Ref",
  description: "The id by which others refer to a resource, or the value of a parameter.",
  example: { call: "{ Ref: Server }", gives: "5a1c" },
  parse(argument, at) {
    // As Heat: this fails only when it is resolved.
    if (argument.literal !== undefined && argument.literal.value === null)
      return { resolve: () => nameOf(argument, at) };
    const name = nameOf(argument, at);
    if (!at.around.isResource(name)) return { resolve: (scope) => parameterOrNothing(name, scope, at) };
    return { needs: () => [new PlacedNeed(at, name)], resolve: (scope) => scope.reference(name) };
  },
});

/** `Ref: name` in a condition, where it names a parameter only. */
export const refOfParameter: FunctionDefinition = defineFunction({
  name: "Ref",
  description: "The value of a parameter.",
  example: { call: "{ 'Fn::Equals': [{ Ref: Environment }, test] }", gives: false },
  parse(argument, at) {
    const name = nameOf(argument, at);
    if (at.around.isResource(name)) at.fail(`cannot name the resource "${name}" in a condition, only a parameter`);
    return parameterValue(name);
  },
});
