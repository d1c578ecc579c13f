import { defineFunction } from "./define-function.ts";

const members = ["metadata", "deletion_policy", "update_policy"] as const;

/** `resource_facade: metadata | deletion_policy | update_policy`. */
export const resourceFacade = defineFunction({
  name: "resource_facade",
  description:
    "In a nested template: the metadata, deletion policy or update policy of the resource that it stands for.",
  example: { call: "{ resource_facade: metadata }", gives: { role: "frontend" } },
  parse(argument, at) {
    const name: unknown = argument.literal?.value;
    const usage = `takes one of ${members.join(", ")}`;
    const isCall = argument.literal === undefined && argument.members === undefined;
    if (!isCall && !members.some((known) => known === name)) return at.fail(usage);
    return {
      resolve(scope) {
        const given = argument.resolve(scope);
        const member = members.find((known) => known === given) ?? at.fail(usage);
        if (scope.facade === undefined) {
          return at.fail("has no value here: this stack is not nested in another", {
            hint: "use the template as the type of a resource",
          });
        }
        return scope.facade(member);
      },
    };
  },
});
