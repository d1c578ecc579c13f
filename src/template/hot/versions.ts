import { cfnFunctionsOfHot2013, fnSelect } from "../cfn/functions.ts";
import { and } from "../functions/and.ts";
import type { FunctionDefinition } from "../functions/define-function.ts";
import { equals } from "../functions/equals.ts";
import { getAttr, getAttrOrAll } from "../functions/get-attr.ts";
import { getFile } from "../functions/get-file.ts";
import { getParam } from "../functions/get-param.ts";
import { getResource } from "../functions/get-resource.ts";
import { ifThen, ifThenElse } from "../functions/if.ts";
import { listJoin, listJoinSeveral } from "../functions/list-join.ts";
import { not } from "../functions/not.ts";
import { or } from "../functions/or.ts";
import { strReplace, strReplaceStructured } from "../functions/str-replace.ts";

/** A version of the template language: what may be written in it. */
export interface LanguageVersion {
  readonly name: string;
  readonly alias?: string;
  readonly functions: readonly FunctionDefinition[];
  /** The functions of conditions; none where the version has no conditions. */
  readonly conditionFunctions: readonly FunctionDefinition[];
  /** Whether there is a `conditions` section, `condition` and `external_id`. */
  readonly hasConditions: boolean;
  /** Whether a parameter may have `tags`. */
  readonly hasTags: boolean;
}

const year2013 = [getParam, getResource, getFile, getAttr, strReplace, listJoin];
const april2015 = [...year2013, fnSelect];
const october2015 = [getParam, getResource, getFile, getAttrOrAll, strReplaceStructured, listJoinSeveral];
const october2016 = [...october2015, ifThenElse];
const april2021 = [...october2015, ifThen];
const conditionFunctions = [equals, not, and, or, getParam];

const unconditional = { conditionFunctions: [], hasConditions: false, hasTags: false };
const conditional = { conditionFunctions, hasConditions: true, hasTags: false };

/** All versions of HOT, oldest first. */
export const hotVersions: readonly LanguageVersion[] = [
  { name: "2013-05-23", functions: [...april2015, ...cfnFunctionsOfHot2013], ...unconditional },
  { name: "2014-10-16", functions: april2015, ...unconditional },
  { name: "2015-04-30", functions: april2015, ...unconditional },
  { name: "2015-10-15", functions: october2015, ...unconditional },
  { name: "2016-04-08", functions: october2015, ...unconditional },
  { name: "2016-10-14", alias: "newton", functions: october2016, ...conditional },
  { name: "2017-02-24", alias: "ocata", functions: october2016, ...conditional },
  { name: "2017-09-01", alias: "pike", functions: october2016, ...conditional },
  { name: "2018-03-02", alias: "queens", functions: october2016, ...conditional, hasTags: true },
  { name: "2018-08-31", alias: "rocky", functions: october2016, ...conditional, hasTags: true },
  { name: "2021-04-16", alias: "wallaby", functions: april2021, ...conditional, hasTags: true },
];

/**
 * The names of all functions of HOT with the version each came with (and the first without it),
 * so that a call in a template of another version is told from plain data.
 */
export const hotFunctionNames: ReadonlyMap<string, { readonly since: string; readonly removed?: string }> = new Map([
  ...["get_param", "get_resource", "get_file", "resource_facade", "get_attr", "str_replace", "list_join"].map(
    (name) => [name, { since: "2013-05-23" }] as const,
  ),
  ...[
    "Ref",
    "Fn::GetAZs",
    "Fn::Join",
    "Fn::Split",
    "Fn::Replace",
    "Fn::Base64",
    "Fn::MemberListToMap",
    "Fn::ResourceFacade",
  ].map((name) => [name, { since: "2013-05-23", removed: "2014-10-16" }] as const),
  ["Fn::Select", { since: "2013-05-23", removed: "2015-10-15" }],
  ["repeat", { since: "2015-04-30" }],
  ["digest", { since: "2015-04-30" }],
  ["str_split", { since: "2015-10-15" }],
  ["map_merge", { since: "2016-04-08" }],
  ...["map_replace", "yaql", "if"].map((name) => [name, { since: "2016-10-14" }] as const),
  ...["str_replace_strict", "filter"].map((name) => [name, { since: "2017-02-24" }] as const),
  ...["str_replace_vstrict", "make_url", "list_concat", "list_concat_unique", "contains"].map(
    (name) => [name, { since: "2017-09-01" }] as const,
  ),
]);
