import { isFault } from "#cloud/fault.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { exactlyOne } from "#resource-model/checks.ts";
import { string } from "#schema/property.ts";

const properties = {
  router: string("The router.", { required: true, names: "neutron.router" }),
  subnet: string("The subnet to connect.", { names: "neutron.subnet" }),
  port: string("The port to connect it by.", { names: "neutron.port", since: "2015.1" }),
};
type Context = ResourceContext<typeof properties>;

/** What the router is connected to, as Neutron's calls and the physical id say it. */
function target({ subnet, port }: Context["props"]): { readonly key: "subnet_id" | "port_id"; readonly value: string } {
  return port ? { key: "port_id", value: port } : { key: "subnet_id", value: subnet ?? "" };
}

function idOf({ props }: Context): string {
  const { key, value } = target(props);
  return `${props.router}:${key}=${value}`;
}

/** The ports by which the router stands on that subnet (or the port itself). */
async function interfaces({ cloud, props }: Context) {
  const { key, value } = target(props);
  const ports = await cloud.neutron.ports.list({
    device_id: props.router,
    ...(key === "port_id" ? { id: value } : { fixed_ips: `subnet_id=${value}` }),
  });
  return ports.filter((port) => String(port.device_owner).startsWith("network:") && port.device_id === props.router);
}

/** Connects a router to a subnet. */
export const routerInterface = defineResource({
  type: "OS::Neutron::RouterInterface",
  description: "Connects a router to a subnet, at the subnet's gateway address or by a given port.",
  requires: "neutron:router",
  properties,
  formerNames: { router_id: "router", subnet_id: "subnet", port_id: "port" },
  validate: exactlyOne("subnet", "port"),
  create: () => [
    {
      name: "connect",
      creates: { kind: "natural", joins: true, find: interfaces, idOf: (_port, c) => idOf(c) },
      async start(c) {
        const { key, value } = target(c.props);
        await c.cloud.neutron.routers.act(c.props.router, "add_router_interface", { [key]: value }, { method: "PUT" });
        return { id: idOf(c) };
      },
    },
  ],
  delete: () => [
    {
      name: "disconnect",
      when: (c) => c.id !== "",
      async start(c) {
        // The id says what was connected, also where the properties are of no use any more.
        const [, router = "", key = "", value = ""] = /^([^:]+):(\w+)=(.*)$/.exec(c.id) ?? [];
        try {
          await c.cloud.neutron.routers.act(router, "remove_router_interface", { [key]: value }, { method: "PUT" });
        } catch (error) {
          if (!isFault(error, "notFound")) throw error;
        }
      },
    },
  ],
});
