import type { Format } from "../format.ts";
import { awsVersion, heatVersion } from "./versions.ts";

/** `depends_on` is `DependsOn`. */
function spell(name: string): string {
  return name
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

const cfn = {
  kind: "cfn",
  sections: ["description", "mappings", "parameters", "conditions", "resources", "outputs"],
  resourceKeys: [
    "type",
    "properties",
    "metadata",
    "depends_on",
    "deletion_policy",
    "update_policy",
    "description",
    "condition",
  ],
  strictKeys: false,
  spell,
} as const satisfies Partial<Format>;

/** CFN as AWS has it. */
export const awsFormat: Format = { versionKey: "AWSTemplateFormatVersion", versions: [awsVersion], ...cfn };

/** CFN of Heat's early days, without conditions. */
export const heatCfnFormat: Format = { versionKey: "HeatTemplateFormatVersion", versions: [heatVersion], ...cfn };
