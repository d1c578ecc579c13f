import type { Collection } from "./collection.ts";
import type { CollectionShape } from "./derive-collection.ts";
import { deriveCollection } from "./derive-collection.ts";
import type { Session } from "./session.ts";

type NamedKind = Pick<CollectionShape, "path"> & Partial<CollectionShape>;

/** Ids may be any text and names are ids too: only the object itself is asked for. */
const byIdOnly = { ids: "any", nameQuery: "none" } as const;
/** The objects are shown bare, without a key around them. */
const bare = { singular: undefined } as const;

function octavia(path: string, more: Partial<CollectionShape> = {}): NamedKind {
  return { service: "load-balancer", path: `/lbaas/${path}`, ...more };
}

/** Kinds of objects that templates may name and that nothing here works on otherwise, by the names of Heat's constraints. */
const namedKinds: Readonly<Record<string, NamedKind>> = {
  "barbican.container": { service: "key-manager", path: "/containers", ...bare, ...byIdOnly },
  "barbican.secret": { service: "key-manager", path: "/secrets", ...bare, ...byIdOnly },
  "blazar.reservation": { service: "reservation", path: "/leases", singular: "lease", ...byIdOnly },
  "cinder.qos_specs": { service: "block-storage", path: "/qos-specs", plural: "qos_specs" },
  "cinder.vtype": { service: "block-storage", path: "/types", singular: "volume_type", nameQuery: "amongAll" },
  "designate.zone": { service: "dns", path: "/zones", ...bare },
  "ironic.node": { service: "baremetal", path: "/nodes", ...bare, ...byIdOnly, idField: "uuid" },
  "ironic.portgroup": { service: "baremetal", path: "/portgroups", ...bare, ...byIdOnly, idField: "uuid" },
  "keystone.region": { service: "identity", path: "/regions", ...byIdOnly },
  "keystone.service": { service: "identity", path: "/services", ids: "any" },
  "magnum.cluster_template": {
    service: "container-infrastructure-management",
    path: "/clustertemplates",
    ...bare,
    ...byIdOnly,
    idField: "uuid",
  },
  "manila.share_network": { service: "shared-file-system", path: "/share-networks" },
  "manila.share_snapshot": { service: "shared-file-system", path: "/snapshots", singular: "snapshot" },
  "manila.share_type": { service: "shared-file-system", path: "/types", nameQuery: "amongAll" },
  "mistral.workflow": { service: "workflow", path: "/workflows", ...bare, ...byIdOnly },
  "neutron.address_scope": { path: "/address-scopes" },
  "neutron.flow_classifier": { path: "/sfc/flow_classifiers" },
  "neutron.lbaas.listener": { path: "/lbaas/listeners" },
  "neutron.lbaas.loadbalancer": { path: "/lbaas/loadbalancers" },
  "neutron.lbaas.pool": { path: "/lbaas/pools" },
  "neutron.lbaas.provider": { path: "/service-providers", singular: "service_provider" },
  "neutron.port_pair": { path: "/sfc/port_pairs" },
  "neutron.port_pair_group": { path: "/sfc/port_pair_groups" },
  "neutron.qos_policy": { path: "/qos/policies", singular: "policy", plural: "policies" },
  "neutron.segment": { path: "/segments" },
  "neutron.subnetpool": { path: "/subnetpools" },
  "neutron.taas.tap_flow": { path: "/taas/tap_flows" },
  "neutron.taas.tap_service": { path: "/taas/tap_services" },
  "nova.host": {
    service: "compute",
    path: "/os-hypervisors",
    singular: "hypervisor",
    nameField: "hypervisor_hostname",
    nameQuery: "amongAll",
  },
  "octavia.availabilityzone": octavia("availability-zones", {
    singular: "availability_zone",
    ...byIdOnly,
    idField: "name",
  }),
  "octavia.availabilityzoneprofile": octavia("availability-zone-profiles", { singular: "availability_zone_profile" }),
  "octavia.flavor": octavia("flavors"),
  "octavia.flavorprofile": octavia("flavor-profiles", { singular: "flavorprofile" }),
  "octavia.l7policy": octavia("l7policies", { plural: "l7policies" }),
  "octavia.listener": octavia("listeners"),
  "octavia.loadbalancer": octavia("loadbalancers"),
  "octavia.pool": octavia("pools"),
  "trove.flavor": { service: "database", path: "/flavors", ids: "any", nameQuery: "amongAll" },
};

/** The collections of those kinds, as the session sees them: for looking names up. */
export function namedCollections(session: Session): readonly Collection[] {
  return Object.entries(namedKinds).map(([kind, shape]) => {
    const last = kind.slice(kind.lastIndexOf(".") + 1);
    const singular = "singular" in shape ? shape.singular : last;
    const plural = `${singular ?? shape.path.slice(1, -1)}s`;
    const noun = (singular ?? last).replaceAll("_", " ");
    return deriveCollection(session, { service: "network", kind, noun, plural, ...shape, singular });
  });
}
