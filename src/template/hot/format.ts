import type { Format } from "../format.ts";
import { hotVersions } from "./versions.ts";

/** HOT, Heat's own format. */
export const hotFormat: Format = {
  versionKey: "heat_template_version",
  kind: "hot",
  versions: hotVersions,
  sections: ["description", "parameter_groups", "parameters", "resources", "outputs", "conditions"],
  resourceKeys: [
    "type",
    "properties",
    "metadata",
    "depends_on",
    "deletion_policy",
    "update_policy",
    "description",
    "external_id",
    "condition",
  ],
  strictKeys: true,
  spell: (name) => name,
};
