import { and } from "../functions/and.ts";
import type { FunctionDefinition, FunctionExample } from "../functions/define-function.ts";
import { equals } from "../functions/equals.ts";
import { ifThenElse } from "../functions/if.ts";
import { listJoin } from "../functions/list-join.ts";
import { or } from "../functions/or.ts";
import { base64 } from "./functions/base64.ts";
import { findInMap } from "./functions/find-in-map.ts";
import { getAtt } from "./functions/get-att.ts";
import { getAzs } from "./functions/get-azs.ts";
import { memberListToMap } from "./functions/member-list-to-map.ts";
import { notOfList } from "./functions/not.ts";
import { ref, refOfParameter } from "./functions/ref.ts";
import { replace } from "./functions/replace.ts";
import { resourceFacadeOfCfn } from "./functions/resource-facade.ts";
import { select } from "./functions/select.ts";
import { split } from "./functions/split.ts";

/** A function of HOT under the name it has in CFN. */
function named(name: string, definition: FunctionDefinition, example: FunctionExample): FunctionDefinition {
  return { ...definition, name, example };
}

/** `Fn::Select`, which HOT kept up to 2015-04-30. */
export const fnSelect = select;

/** CFN's functions that HOT 2013-05-23 knows too. */
export const cfnFunctionsOfHot2013: readonly FunctionDefinition[] = [
  ref,
  getAzs,
  named("Fn::Join", listJoin, { call: "{ 'Fn::Join': [', ', [red, green]] }", gives: "red, green" }),
  split,
  replace,
  base64,
  memberListToMap,
  resourceFacadeOfCfn,
];

/** The functions of every CFN template. */
export const cfnFunctions: readonly FunctionDefinition[] = [...cfnFunctionsOfHot2013, select, getAtt, findInMap];

/** `Fn::If`, where there are conditions. */
export const fnIf = named("Fn::If", ifThenElse, {
  call: "{ 'Fn::If': [IsProduction, m1.large, m1.small] }",
  gives: "m1.large",
});

/** The functions of CFN's conditions. */
export const cfnConditionFunctions: readonly FunctionDefinition[] = [
  named("Fn::Equals", equals, { call: "{ 'Fn::Equals': [{ Ref: Environment }, production] }", gives: true }),
  notOfList,
  named("Fn::And", and, { call: "{ 'Fn::And': [IsProduction, { 'Fn::Not': [IsProduction] }] }", gives: false }),
  named("Fn::Or", or, { call: "{ 'Fn::Or': [IsProduction, { 'Fn::Not': [IsProduction] }] }", gives: true }),
  refOfParameter,
  findInMap,
];
