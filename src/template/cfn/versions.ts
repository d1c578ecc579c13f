import type { LanguageVersion } from "../hot/versions.ts";
import { cfnConditionFunctions, cfnFunctions, fnIf } from "./functions.ts";

/** `HeatTemplateFormatVersion: 2012-12-12`. */
export const heatVersion: LanguageVersion = {
  name: "2012-12-12",
  functions: cfnFunctions,
  conditionFunctions: [],
  hasConditions: false,
  hasTags: false,
  hasModulo: false,
};

/** `AWSTemplateFormatVersion: 2010-09-09`. */
export const awsVersion: LanguageVersion = {
  name: "2010-09-09",
  functions: [...cfnFunctions, fnIf],
  conditionFunctions: cfnConditionFunctions,
  hasConditions: true,
  hasTags: false,
  hasModulo: false,
};
