import { hotVersions } from "#template/hot/versions.ts";
import type { TemplateVersionView } from "../requests.ts";

const language = "heat_template_version";

/** The versions of the template language with their functions, oldest first. */
export function listTemplateVersions(): readonly TemplateVersionView[] {
  return hotVersions.map(({ name, alias, functions, conditionFunctions }) => ({
    name: `${language}.${name}`,
    type: "hot",
    aliases: alias === undefined ? [] : [`${language}.${alias}`],
    functions: functions.map(view),
    conditionFunctions: conditionFunctions.map(view),
  }));
}

function view(definition: { readonly name: string; readonly description: string }): {
  name: string;
  description: string;
} {
  const { name, description } = definition;
  return { name, description };
}
