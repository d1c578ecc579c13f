import type { LanguageVersion } from "./hot/versions.ts";
import type { Template } from "./template.ts";

/** A section of a template, by HOT's name. */
export type Section =
  "description" | "parameter_groups" | "parameters" | "mappings" | "conditions" | "resources" | "outputs";

/** A key of a resource, by HOT's name. */
export type ResourceKey =
  | "type"
  | "properties"
  | "metadata"
  | "depends_on"
  | "deletion_policy"
  | "update_policy"
  | "description"
  | "external_id"
  | "condition";

/** A format of templates: what may be written in it, and how it is spelt. */
export interface Format {
  readonly versionKey: Template["versionKey"];
  readonly kind: "hot" | "cfn";
  /** Oldest first. */
  readonly versions: readonly LanguageVersion[];
  readonly sections: readonly Section[];
  readonly resourceKeys: readonly ResourceKey[];
  /** Whether a key of a resource or an output that is not known is a mistake. */
  readonly strictKeys: boolean;
  /** How a section or key that HOT writes `so_and_so` is written. */
  spell(name: string): string;
}
