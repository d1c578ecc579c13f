import type { FunctionDefinition } from "../../functions/define-function.ts";
import { defineFunction } from "../../functions/define-function.ts";

const members = new Map([
  ["Metadata", "metadata"],
  ["DeletionPolicy", "deletion_policy"],
  ["UpdatePolicy", "update_policy"],
] as const);

/** `Fn::ResourceFacade: Metadata | DeletionPolicy | UpdatePolicy`, of the resource that this stack is nested in. */
export const resourceFacadeOfCfn: FunctionDefinition = defineFunction({
  name: "Fn::ResourceFacade",
  description: "Metadata, deletion or update policy of the resource whose nested stack this is.",
  example: { call: "{ 'Fn::ResourceFacade': Metadata }", gives: { role: "frontend" } },
  parse(argument, at) {
    const name: unknown = argument.literal?.value;
    const member = [...members].find(([known]) => known === name)?.[1];
    if (member === undefined) return at.fail(`takes one of ${[...members.keys()].join(", ")}`);
    return {
      resolve(scope) {
        if (scope.facade === undefined) return at.fail("has no value: this stack is nested in no resource");
        return scope.facade(member);
      },
    };
  },
});
