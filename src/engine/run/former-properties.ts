import type { Cloud } from "#cloud/cloud.ts";
import type { ResourceType } from "#resource-model/resource-type.ts";
import { namesObjects } from "#schema/names.ts";
import type { ResourceRow } from "#storage/rows.ts";
import type { Action } from "./action.ts";
import { translate } from "./translate.ts";

/** The properties that the object has, names translated; a name that no longer resolves keeps nobody from going on. */
export async function formerProperties(
  type: ResourceType,
  row: ResourceRow,
  cloud: Cloud | undefined,
): Promise<Action["props"]> {
  const values = row.properties ?? {};
  if (cloud === undefined || !namesObjects(type.properties)) return values;
  return translate(type.properties, values, cloud, { missing: "keep" });
}
