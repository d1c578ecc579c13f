import { isFault } from "#cloud/fault.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import type { Started, Step } from "#resource-model/step.ts";
import { string } from "#schema/property.ts";
import { interfacesTo } from "./floating-dependencies.ts";

const properties = {
  floatingip_id: string("The floating address.", { required: true, onChange: "update" }),
  port_id: string("The port that it is to lead to.", { required: true, names: "neutron.port", onChange: "update" }),
  fixed_ip_address: string("The port's address, if it has several.", { constraint: "ip_addr", onChange: "update" }),
};
type Context = ResourceContext<typeof properties>;
type Pair = Pick<Context["props"], "floatingip_id" | "port_id">;

async function associate({ cloud, props, resource }: Context): Promise<Started> {
  const { floatingip_id, port_id, fixed_ip_address } = props;
  await cloud.neutron.floatingIps.update(floatingip_id, { port_id, ...(fixed_ip_address && { fixed_ip_address }) });
  return { id: resource.id };
}

/** Takes the address from the port, unless somebody has given it to another port since. */
async function dissociate({ cloud }: Context, { floatingip_id, port_id }: Pair): Promise<void> {
  try {
    const address = await cloud.neutron.floatingIps.show(floatingip_id);
    if (address.port_id !== port_id) return;
    await cloud.neutron.floatingIps.update(floatingip_id, { port_id: null });
  } catch (error) {
    if (!isFault(error, "notFound")) throw error;
  }
}

const leave: Step<typeof properties> = {
  name: "dissociate",
  when: (c) => c.before !== undefined && c.changed.has("floatingip_id"),
  start: (c) => dissociate(c, c.before ?? c.props),
};

/** Leads a floating address to a port. */
export const floatingIpAssociation = defineResource({
  type: "OS::Neutron::FloatingIPAssociation",
  description: "Leads a floating address to a port.",
  requires: "neutron",
  properties,
  dependsOn: ({ port_id }, others) => interfacesTo(port_id, others),
  create: () => [
    {
      name: "associate",
      creates: {
        kind: "natural",
        joins: true,
        async find({ cloud, props }) {
          const pairs = await cloud.neutron.floatingIps.list({ port_id: props.port_id });
          return pairs.filter((address) => address.id === props.floatingip_id);
        },
        idOf: (_address, c) => c.resource.id,
      },
      start: associate,
    },
  ],
  update: () => [leave, { name: "associate", start: associate }],
  delete: () => [{ name: "dissociate", when: (c) => c.id !== "", start: (c) => dissociate(c, c.props) }],
});
