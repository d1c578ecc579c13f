import type { ResourceType } from "#resource-model/resource-type.ts";
import type { TypeCatalogue } from "#template/template.ts";
import { heatTypes } from "./heat/heat-types.ts";
import { neutronTypes } from "./neutron/neutron-types.ts";

const all: readonly ResourceType[] = [...heatTypes, ...neutronTypes];

/** Every resource type by its name. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(all.map((type) => [type.type, type]));

/** The same for the template room. */
export const catalogue: TypeCatalogue = {
  find(name) {
    const type = resourceTypes.get(name);
    return type && { ...type, snapshotOnDelete: type.snapshotOnDelete !== undefined };
  },
  names: () => [...resourceTypes.keys()],
};
