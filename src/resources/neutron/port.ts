import type { CloudObject } from "#cloud/collection.ts";
import { isFault } from "#cloud/fault.ts";
import { attribute } from "#resource-model/attributes.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { standsUnless } from "#resource-model/observation.ts";
import { namesOf, ofType, sameReference } from "#resource-model/siblings.ts";
import type { Step } from "#resource-model/step.ts";
import { addressPairsToSend, fixedIpsToSend } from "./port-body.ts";
import { portProperties as properties } from "./port-properties.ts";
import { putTags } from "./tags.ts";
import { checkValueSpecs, specsToSend } from "./value-specs.ts";

type Context = ResourceContext<typeof properties>;

/** Where the addresses of a port wait while its replacement is tried. */
const FREED = "port_fip";

const freeFixedIps: Step<typeof properties> = {
  name: "free-addresses",
  when: (c) => c.id !== "",
  async start(c) {
    const { ports } = c.cloud.neutron;
    try {
      const { fixed_ips } = await ports.show(c.id);
      if (!Array.isArray(fixed_ips) || fixed_ips.length === 0) return;
      await ports.update(c.id, { fixed_ips: [] });
      return { data: { [FREED]: JSON.stringify(fixed_ips) } };
    } catch (error) {
      if (!isFault(error, "notFound")) throw error;
    }
  },
};

const restoreFixedIps: Step<typeof properties> = {
  name: "restore-addresses",
  when: (c) => c.data[FREED] !== undefined,
  async start(c) {
    const fixed_ips: unknown = JSON.parse(c.data[FREED] ?? "[]");
    await c.cloud.neutron.ports.update(c.id, { fixed_ips });
  },
};

async function networkOf(c: Context): Promise<unknown> {
  return c.cloud.neutron.networks.show(String(c.observed?.network_id ?? c.props.network));
}

async function subnetsOf(c: Context): Promise<unknown> {
  const fixedIps = (c.observed?.fixed_ips ?? []) as readonly { subnet_id: string }[];
  const subnets: CloudObject[] = [];
  for (const { subnet_id } of fixedIps) subnets.push(await c.cloud.neutron.subnets.show(subnet_id));
  return subnets;
}

/** A port on a network. */
export const port = defineResource({
  type: "OS::Neutron::Port",
  description: "A port on a network, by which a server or another device is connected.",
  requires: "neutron",
  properties,
  formerNames: { network_id: "network", "fixed_ips.subnet_id": "subnet" },
  attributes: {
    name: attribute("Its name.", "string"),
    status: attribute("Its status.", "string"),
    tenant_id: attribute("The project it belongs to.", "string"),
    network_id: attribute("Its network.", "string"),
    admin_state_up: attribute("Whether it is switched on.", "string"),
    mac_address: attribute("Its MAC address.", "string"),
    fixed_ips: attribute("Its addresses.", "list"),
    device_id: attribute("The device it belongs to.", "string"),
    device_owner: attribute("What kind of device that is.", "string"),
    security_groups: attribute("Ids of its security groups.", "list"),
    allowed_address_pairs: attribute("Addresses that it may also send from.", "list"),
    port_security_enabled: attribute("Whether port security is on.", "boolean"),
    propagate_uplink_status: attribute("Whether it follows its uplink's status.", "boolean"),
    qos_policy_id: attribute("Its QoS policy.", "string"),
    dns_assignment: attribute("Its names in DNS.", "map"),
    subnets: { description: "Its subnets, whole.", type: "list", read: subnetsOf },
    network: { description: "Its network, whole.", type: "map", read: networkOf },
  },
  collection: (cloud) => cloud.neutron.ports,
  body: (sent, c) => {
    const { network, fixed_ips, no_fixed_ips, allowed_address_pairs, security_groups, qos_policy, ...others } = sent;
    const { value_specs, tags: _tags, replacement_policy: _policy, ...same } = others;
    return {
      ...same,
      network_id: network,
      fixed_ips: fixedIpsToSend({ fixed_ips, no_fixed_ips }, c.props),
      allowed_address_pairs: allowed_address_pairs === null ? [] : allowed_address_pairs?.map(addressPairsToSend),
      security_groups: security_groups === null ? undefined : security_groups,
      qos_policy_id: qos_policy,
      ...specsToSend(value_specs, c),
    };
  },
  ready: ["ACTIVE", "DOWN", "N/A"],
  failed: ["ERROR", "DEGRADED"],
  dependsOn: ({ network }, others) =>
    namesOf(ofType(others, "OS::Neutron::Subnet").filter((one) => sameReference(one.props.network, network))),
  validate: checkValueSpecs(Object.keys(properties)),
  replaces: (c) => c.props.replacement_policy === "REPLACE_ALWAYS",
  repairable: standsUnless("ERROR"),
  // Old and new cannot both hold the same address.
  beforeReplace: { free: [freeFixedIps], restore: [restoreFixedIps] },
  create: (create) => [create, putTags((cloud) => cloud.neutron.ports)],
  update: (update) => [update, defaultGroup, putTags((cloud) => cloud.neutron.ports)],
});

/** As Heat: a port whose groups were taken out of the template gets the project's default group again. */
const defaultGroup: Step<typeof properties> = {
  name: "default-security-group",
  when: (c) => c.changed.has("security_groups") && c.props.security_groups == null,
  async start(c) {
    const project = String((await c.cloud.neutron.ports.show(c.id)).project_id);
    const groups = await c.cloud.neutron.securityGroups.list({ name: "default", project_id: project });
    await c.cloud.neutron.ports.update(c.id, { security_groups: groups.map((group) => group.id) });
  },
};
