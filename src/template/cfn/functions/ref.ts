import { PlacedNeed } from "../../expression.ts";
import type { CallSite, FunctionDefinition } from "../../functions/define-function.ts";
import { defineFunction } from "../../functions/define-function.ts";
import type { Node, Parsed } from "../../expression.ts";

function nameOf(argument: Node, at: CallSite): string {
  const name = argument.literal?.value;
  return typeof name === "string" ? name : at.fail("takes the name of a resource or parameter");
}

function parameterValue(name: string): Parsed {
  return { resolve: (scope) => scope.parameter(name) };
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
    if (!at.around.isResource(name)) return parameterValue(name);
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
