import type { FunctionDefinition } from "../../functions/define-function.ts";
import { defineFunction } from "../../functions/define-function.ts";

/** Nova's own zone, which every cloud has. */
const zonesUnasked: readonly string[] = ["nova"];

/** `Fn::GetAZs: region`: the cloud's availability zones, whatever the region. */
export const getAzs: FunctionDefinition = defineFunction({
  name: "Fn::GetAZs",
  description: "The names of the availability zones for servers; the argument is ignored.",
  example: { call: "{ 'Fn::GetAZs': '' }", gives: ["nova"] },
  parse: () => ({ resolve: (scope) => [...(scope.availabilityZones?.() ?? zonesUnasked)] }),
});
