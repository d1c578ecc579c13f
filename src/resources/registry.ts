import type { ResourceType } from "#resource-model/resource-type.ts";
import type { TypeCatalogue } from "#template/template.ts";
import { cinderTypes } from "./cinder/cinder-types.ts";
import { glanceTypes } from "./glance/glance-types.ts";
import { heatTypes } from "./heat/heat-types.ts";
import { keystoneTypes } from "./keystone/keystone-types.ts";
import { neutronTypes } from "./neutron/neutron-types.ts";
import { novaTypes } from "./nova/nova-types.ts";

const all: readonly ResourceType[] = [
  ...cinderTypes,
  ...glanceTypes,
  ...heatTypes,
  ...keystoneTypes,
  ...neutronTypes,
  ...novaTypes,
];

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
