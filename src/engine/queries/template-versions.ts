import { formats } from "#template/formats.ts";
import type { TemplateVersionView } from "../requests.ts";

/** The versions of the formats of templates with their functions, each format's oldest first. */
export function listTemplateVersions(): readonly TemplateVersionView[] {
  return formats.flatMap(({ versionKey, kind, versions }) =>
    versions.map(({ name, alias, functions, conditionFunctions }) => ({
      name: `${versionKey}.${name}`,
      type: kind,
      aliases: alias === undefined ? [] : [`${versionKey}.${alias}`],
      functions: functions.map(view),
      conditionFunctions: conditionFunctions.map(view),
    })),
  );
}

function view(definition: { readonly name: string; readonly description: string }): {
  name: string;
  description: string;
} {
  const { name, description } = definition;
  return { name, description };
}
