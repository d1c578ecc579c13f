import type { ResourceType } from "#resource-model/resource-type.ts";
import type { TypeCatalogue, TypeFacts } from "#template/template.ts";
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

const facts: ReadonlyMap<string, TypeFacts> = new Map(
  all.map((type) => [type.type, { ...type, snapshotOnDelete: type.snapshotOnDelete !== undefined }]),
);

/** The same for the template room. */
export const catalogue: TypeCatalogue = {
  find: (name) => facts.get(name),
  names: () => [...resourceTypes.keys()],
};
