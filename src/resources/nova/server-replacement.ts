import type { ResourceContext } from "#resource-model/context.ts";
import type { Step } from "#resource-model/step.ts";
import { offServer } from "./server-networks.ts";
import type { serverProperties } from "./server-properties.ts";

type Context = ResourceContext<typeof serverProperties>;

/** Ports that both the old and the new server are to have. */
function sharedPorts({ before, props }: Context): readonly string[] {
  const wanted = new Set((props.networks ?? []).map((network) => network.port));
  return (before?.networks ?? []).flatMap(({ port }) => (port && wanted.has(port) ? [port] : []));
}

const shares = (c: Context): boolean => c.id !== "" && sharedPorts(c).length > 0;

/** Takes the ports that the new server needs from the old one. */
export const freePorts: Step<typeof serverProperties> = {
  name: "free-ports",
  when: shares,
  async start(c) {
    const interfaces = c.cloud.nova.interfaces(c.id);
    for (const port of sharedPorts(c)) await interfaces.delete(port);
  },
  // Nova takes them one after the other: when the last one is free, all are.
  watches: (c) => ({ collection: c.cloud.neutron.ports, id: sharedPorts(c).at(-1) ?? "" }),
  until: (c) => offServer(c, sharedPorts(c).at(-1)),
};

/** Gives them back to the old server. */
export const restorePorts: Step<typeof serverProperties> = {
  name: "restore-ports",
  when: shares,
  async start(c) {
    const interfaces = c.cloud.nova.interfaces(c.id);
    const present = new Set((await interfaces.list()).map((one) => one.port_id));
    for (const port of sharedPorts(c)) if (!present.has(port)) await interfaces.create({ port_id: port });
  },
};
