import { cfnFunctionsOfHot2013, fnSelect } from "../cfn/functions.ts";
import { and } from "../functions/and.ts";
import { contains } from "../functions/contains.ts";
import type { FunctionDefinition } from "../functions/define-function.ts";
import { digest } from "../functions/digest.ts";
import { equals } from "../functions/equals.ts";
import { filter } from "../functions/filter.ts";
import { getAttr, getAttrOrAll } from "../functions/get-attr.ts";
import { getFile } from "../functions/get-file.ts";
import { getParam } from "../functions/get-param.ts";
import { getResource } from "../functions/get-resource.ts";
import { ifThen, ifThenElse } from "../functions/if.ts";
import { listConcat, listConcatUnique } from "../functions/list-concat.ts";
import { listJoin, listJoinSeveral } from "../functions/list-join.ts";
import { makeUrl } from "../functions/make-url.ts";
import { mapMerge } from "../functions/map-merge.ts";
import { mapReplace } from "../functions/map-replace.ts";
import { not } from "../functions/not.ts";
import { or } from "../functions/or.ts";
import { repeat, repeatInStep, repeatOverMaps } from "../functions/repeat.ts";
import { resourceFacade } from "../functions/resource-facade.ts";
import {
  strReplace,
  strReplaceStrict,
  strReplaceStructured,
  strReplaceValuesStrict,
} from "../functions/str-replace.ts";
import { strSplit } from "../functions/str-split.ts";
import { yaql } from "../functions/yaql.ts";

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
  /** Whether there is the constraint `modulo`. */
  readonly hasModulo: boolean;
}

type Functions = readonly FunctionDefinition[];

/** The functions of a version: those of the one before, and new ones, some of them in another's place. */
function extend(older: Functions, newer: Functions): Functions {
  const names = new Set(newer.map(({ name }) => name));
  return [...older.filter(({ name }) => !names.has(name)), ...newer];
}

const october2014 = [getParam, getResource, getFile, resourceFacade, getAttr, strReplace, listJoin, fnSelect];
const may2013 = extend(october2014, cfnFunctionsOfHot2013);
const april2015 = extend(october2014, [repeat, digest]);
const october2015 = extend(april2015, [getAttrOrAll, strReplaceStructured, listJoinSeveral, strSplit]).filter(
  (definition) => definition !== fnSelect,
);
const april2016 = extend(october2015, [mapMerge]);
const october2016 = extend(april2016, [repeatOverMaps, mapReplace, yaql, ifThenElse]);
const february2017 = extend(october2016, [strReplaceStrict, filter]);
const september2017 = extend(february2017, [
  repeatInStep,
  strReplaceValuesStrict,
  makeUrl,
  listConcat,
  listConcatUnique,
  contains,
]);
const april2021 = extend(september2017, [ifThen]);

const conditionFunctions = [equals, not, and, or, getParam];

const unconditional = { conditionFunctions: [], hasConditions: false, hasTags: false, hasModulo: false };
const early = { conditionFunctions, hasConditions: true, hasTags: false, hasModulo: false };
const late = { conditionFunctions: extend(conditionFunctions, [contains, yaql]), hasConditions: true, hasModulo: true };

/** All versions of HOT, oldest first. */
export const hotVersions: readonly LanguageVersion[] = [
  { name: "2013-05-23", functions: may2013, ...unconditional },
  { name: "2014-10-16", functions: october2014, ...unconditional },
  { name: "2015-04-30", functions: april2015, ...unconditional },
  { name: "2015-10-15", functions: october2015, ...unconditional },
  { name: "2016-04-08", functions: april2016, ...unconditional },
  { name: "2016-10-14", alias: "newton", functions: october2016, ...early },
  { name: "2017-02-24", alias: "ocata", functions: february2017, ...early, hasModulo: true },
  { name: "2017-09-01", alias: "pike", functions: september2017, ...late, hasTags: false },
  { name: "2018-03-02", alias: "queens", functions: september2017, ...late, hasTags: true },
  { name: "2018-08-31", alias: "rocky", functions: september2017, ...late, hasTags: true },
  { name: "2021-04-16", alias: "wallaby", functions: april2021, ...late, hasTags: true },
];

/** From which version on a function is there, and the first without it. */
export interface FunctionSpan {
  readonly since: string;
  readonly removed?: string;
}

function spanOf(name: string): FunctionSpan {
  const has = ({ functions }: LanguageVersion): boolean => functions.some((definition) => definition.name === name);
  const first = hotVersions.find(has);
  const end = hotVersions[hotVersions.findLastIndex(has) + 1];
  return { since: first?.name ?? "", ...(end && { removed: end.name }) };
}

/**
 * The names of all functions of HOT with the version each came with (and the first without it),
 * so that a call in a template of another version is told from plain data.
 */
export const hotFunctionNames: ReadonlyMap<string, FunctionSpan> = new Map([
  ["yaql", { since: "2016-10-14" }],
  ...hotVersions.flatMap(({ functions }) => functions.map(({ name }) => [name, spanOf(name)] as const)),
]);
