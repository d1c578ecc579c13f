import type { CloudObject } from "#cloud/collection.ts";
import { isFault } from "#cloud/fault.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { done, waiting } from "#resource-model/outcome.ts";
import type { Outcome } from "#resource-model/outcome.ts";
import type { Started, Step } from "#resource-model/step.ts";
import type { ServerNetwork } from "./network-properties.ts";
import type { serverProperties } from "./server-properties.ts";

type Context = ResourceContext<typeof serverProperties>;

/** Where the ids of the ports made for the server are kept, by the number of the network. */
const OWN_PORTS = "internal_ports";
/** Where the ids of ports that are being detached are kept. */
const DETACHED = "detached_ports";

function given(object: CloudObject): CloudObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== null));
}

/** Whether Nova cannot make the port by itself, because it knows no subnets and no further wishes. */
function needsOwnPort({ port, subnet, port_extra_properties }: ServerNetwork): boolean {
  return !port && (!!subnet || port_extra_properties !== undefined);
}

function ownPorts({ data }: Context): Readonly<Record<string, string>> {
  return JSON.parse(data[OWN_PORTS] ?? "{}") as Readonly<Record<string, string>>;
}

const nameOfOwnPort = ({ name }: Context, index: number): string => `${name}-port-${index}`;

async function portBody(c: Context, network: ServerNetwork): Promise<CloudObject> {
  const { subnet, fixed_ip, port_extra_properties } = network;
  const { value_specs, no_fixed_ips, qos_policy, ...same } = port_extra_properties ?? {
    value_specs: {},
    no_fixed_ips: false,
    qos_policy: undefined,
  };
  const address = given({ subnet_id: subnet, ip_address: fixed_ip });
  const networkId = network.network ?? (await c.cloud.neutron.subnets.show(subnet ?? "")).network_id;
  return given({
    ...same,
    network_id: networkId,
    fixed_ips: no_fixed_ips ? [] : Object.keys(address).length > 0 ? [address] : undefined,
    security_groups: c.props.security_groups.length > 0 ? await groupIds(c) : undefined,
    qos_policy_id: qos_policy,
    ...value_specs,
  });
}

async function groupIds({ cloud, props }: Context): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const group of props.security_groups) ids.push(await cloud.resolveName("neutron.security_group", group));
  return ids;
}

/** The port made for that network: the one of its name that is not in use, or else a new one. */
async function ownPort(c: Context, network: ServerNetwork, index: number): Promise<string> {
  const name = nameOfOwnPort(c, index);
  const free = (await c.cloud.neutron.ports.list({ name })).find((port) => port.name === name && !port.device_id);
  const port = free ?? (await c.cloud.neutron.ports.create({ ...(await portBody(c, network)), name }));
  return String(port.id);
}

/** Makes the ports that Nova cannot make. The name holds the server's random one, so that a repeated call finds them. */
export const makePorts: Step<typeof serverProperties> = {
  name: "ports",
  when: ({ props }) => (props.networks ?? []).some(needsOwnPort),
  async start(c): Promise<Started> {
    const made: Record<string, string> = { ...ownPorts(c) };
    for (const [index, network] of (c.props.networks ?? []).entries())
      if (needsOwnPort(network)) made[index] ??= await ownPort(c, network, index);
    return { data: { [OWN_PORTS]: JSON.stringify(made) } };
  },
};

/** Removes the ports that were made for the server, also those whose ids were lost. */
export const removePorts: Step<typeof serverProperties> = {
  name: "delete-ports",
  when: (c) => (c.props.networks ?? []).some(needsOwnPort) || c.data[OWN_PORTS] !== undefined,
  async start(c) {
    const ids = new Set(Object.values(ownPorts(c)));
    for (const [index, network] of (c.props.networks ?? []).entries()) {
      if (!needsOwnPort(network)) continue;
      const name = nameOfOwnPort(c, index);
      for (const port of await c.cloud.neutron.ports.list({ name })) if (port.name === name) ids.add(String(port.id));
    }
    for (const id of ids) await c.cloud.neutron.ports.delete(id);
  },
};

/** The `networks` of the body of a new server. */
export function networksToSend(c: Context): unknown {
  const { networks } = c.props;
  // Nova demands a choice; it is Nova's own where the template makes none.
  if (!networks || networks.length === 0) return "auto";
  const allocate = networks.find((network) => network.allocate_network)?.allocate_network;
  if (allocate) return allocate;
  const own = ownPorts(c);
  return networks.map((network, index) => {
    const port = network.port ?? own[index];
    const where = port ? { port } : given({ uuid: network.network, fixed_ip: network.fixed_ip });
    return { ...where, ...(network.tag && { tag: network.tag }) };
  });
}

const key = ({ network, port, subnet, fixed_ip, allocate_network, port_extra_properties }: ServerNetwork): string =>
  port ?? JSON.stringify([network, subnet, fixed_ip, allocate_network, port_extra_properties]);

/** Networks (with their numbers) of the first list that the second does not have. */
export function networksWithout(
  these: readonly ServerNetwork[],
  others: readonly ServerNetwork[],
): readonly (readonly [number, ServerNetwork])[] {
  const left = others.map(key);
  return [...these.entries()].filter(([, network]) => {
    const at = left.indexOf(key(network));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

interface Interface extends CloudObject {
  readonly port_id: string;
  readonly net_id: string;
  readonly fixed_ips?: readonly { readonly ip_address: string; readonly subnet_id: string }[];
}

function matches({ port_id, net_id, fixed_ips = [] }: Interface, { port, network, subnet, fixed_ip }: ServerNetwork) {
  if (port) return port === port_id;
  return (
    (!network || network === net_id) &&
    (!subnet || fixed_ips.some((address) => address.subnet_id === subnet)) &&
    (!fixed_ip || fixed_ips.some((address) => address.ip_address === fixed_ip))
  );
}

/** Ids of the ports that the last change took from the server. */
function detachedPorts({ data }: Context): readonly string[] {
  return JSON.parse(data[DETACHED] ?? "[]") as readonly string[];
}

/** Whether the watched port is off the server; with no port there is nothing to wait for. */
export function offServer({ observed, id }: Pick<Context, "observed" | "id">, port: string | undefined): Outcome {
  if (port === undefined || observed === null) return done;
  // What was seen last may still be the server itself.
  if (observed === undefined || observed.id !== port) return waiting("not looked at yet");
  return observed.device_id === id ? waiting("the port is still attached") : done;
}

/** Takes the server from networks that are not wanted any more. */
export const detachNetworks: Step<typeof serverProperties> = {
  name: "detach-networks",
  when: (c) => c.changed.has("networks"),
  async start(c): Promise<Started> {
    const interfaces = c.cloud.nova.interfaces(c.id);
    const present = (await interfaces.list()) as Interface[];
    const detached: string[] = [];
    for (const [, network] of networksWithout(c.before?.networks ?? [], c.props.networks ?? [])) {
      const at = present.findIndex((one) => matches(one, network));
      const [gone] = at < 0 ? [] : present.splice(at, 1);
      if (!gone) continue;
      await interfaces.delete(gone.port_id);
      detached.push(gone.port_id);
    }
    return { data: { [DETACHED]: JSON.stringify(detached) } };
  },
  // Nova takes them one after the other: when the last one is off the server, all are.
  watches: (c) => ({ collection: c.cloud.neutron.ports, id: detachedPorts(c).at(-1) ?? "" }),
  until: (c) => offServer(c, detachedPorts(c).at(-1)),
};

/** Removes the ports made for networks that the server is not on any more. */
export const removeDetachedPorts: Step<typeof serverProperties> = {
  name: "delete-detached-ports",
  when: (c) => c.changed.has("networks") && c.data[OWN_PORTS] !== undefined,
  async start(c): Promise<Started> {
    const detached = detachedPorts(c);
    const own = Object.entries(ownPorts(c));
    for (const [, port] of own) if (detached.includes(port)) await c.cloud.neutron.ports.delete(port);
    const left = own.filter(([, port]) => !detached.includes(port));
    return { data: { [OWN_PORTS]: JSON.stringify(Object.fromEntries(left)) } };
  },
};

/** Puts the server on networks that are new. */
export const attachNetworks: Step<typeof serverProperties> = {
  name: "attach-networks",
  when: (c) => c.changed.has("networks"),
  async start(c): Promise<Started | undefined> {
    const interfaces = c.cloud.nova.interfaces(c.id);
    const made: Record<string, string> = {};
    for (const [index, network] of networksWithout(c.props.networks ?? [], c.before?.networks ?? [])) {
      const present = (await interfaces.list()) as Interface[];
      if (network.port && present.some((one) => one.port_id === network.port)) continue;
      if (needsOwnPort(network)) made[`${index}-${network.subnet ?? ""}`] = await ownPort(c, network, index);
      const port = network.port ?? made[`${index}-${network.subnet ?? ""}`];
      const address = network.fixed_ip && { fixed_ips: [{ ip_address: network.fixed_ip }] };
      await attach(() => interfaces.create(port ? { port_id: port } : { net_id: network.network, ...address }));
    }
    if (Object.keys(made).length > 0) return { data: { [OWN_PORTS]: JSON.stringify({ ...ownPorts(c), ...made }) } };
    return undefined;
  },
};

async function attach(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    // Said twice after a crash: it is there.
    if (!isFault(error, "conflict")) throw error;
  }
}

/** Leads the floating addresses that the networks name to the server's ports. */
export const leadFloatingIps: Step<typeof serverProperties> = {
  name: "floating-addresses",
  when: ({ props, before, changed }) =>
    (before === undefined || changed.has("networks")) && (props.networks ?? []).some((one) => one.floating_ip),
  async start(c) {
    const present = (await c.cloud.nova.interfaces(c.id).list()) as Interface[];
    for (const network of c.props.networks ?? []) {
      const port = network.floating_ip && present.find((one) => matches(one, network))?.port_id;
      if (port && network.floating_ip) await c.cloud.neutron.floatingIps.update(network.floating_ip, { port_id: port });
    }
  },
};
