import type { CloudObject } from "#cloud/collection.ts";
import { attribute, field } from "#resource-model/attributes.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import type { serverProperties } from "./server-properties.ts";

type Context = ResourceContext<typeof serverProperties>;

interface Address extends CloudObject {
  readonly addr: string;
  readonly "OS-EXT-IPS-MAC:mac_addr"?: string;
}
type Addresses = Readonly<Record<string, readonly Address[]>>;

const addressesIn = ({ observed }: Context): Addresses => (observed?.addresses ?? {}) as Addresses;

/** The server's addresses by name and by id of their network; each with its port. */
async function addressesWithPorts(c: Context): Promise<Readonly<Record<string, readonly CloudObject[]>>> {
  const interfaces = await c.cloud.nova.interfaces(c.id).list();
  const all: Record<string, readonly CloudObject[]> = {};
  for (const [network, shown] of Object.entries(addressesIn(c))) {
    const port = (mac: unknown) => interfaces.find((one) => one.mac_addr === mac);
    const extended = shown.map((one) => ({ ...one, port: port(one["OS-EXT-IPS-MAC:mac_addr"])?.port_id ?? null }));
    all[network] = extended;
    const id = port(shown[0]?.["OS-EXT-IPS-MAC:mac_addr"])?.net_id;
    if (typeof id === "string") all[id] = extended;
  }
  return all;
}

async function networks(c: Context): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const all = await addressesWithPorts(c);
  return Object.fromEntries(Object.entries(all).map(([network, shown]) => [network, shown.map((one) => one.addr)]));
}

const consoles = { novnc: "vnc", xvpvnc: "vnc", "spice-html5": "spice", "rdp-html5": "rdp", serial: "serial" };

async function consoleUrls({ cloud, id }: Context): Promise<Readonly<Record<string, string>>> {
  const urls: Record<string, string> = {};
  for (const [type, protocol] of Object.entries(consoles)) {
    try {
      const answer = await cloud.nova.servers.act(id, "remote-consoles", { remote_console: { protocol, type } });
      urls[type] = String((answer as { remote_console?: { url?: string } }).remote_console?.url ?? "");
    } catch (error) {
      // As Heat: a kind of console that the cloud does not have shows why.
      urls[type] = error instanceof Error ? error.message : String(error);
    }
  }
  return urls;
}

/** Attributes of OS::Nova::Server. */
export const serverAttributes = {
  name: attribute("Its name.", "string"),
  addresses: {
    description: "Its addresses, each with its port, by name and by id of the network.",
    type: "map",
    read: addressesWithPorts,
  },
  networks: { description: "Its addresses alone, by name and by id of the network.", type: "map", read: networks },
  first_address: {
    description: "The first of its addresses.",
    read: (c: Context) => Object.values(addressesIn(c))[0]?.[0]?.addr ?? "",
  },
  instance_name: field("OS-EXT-SRV-ATTR:instance_name", "Its name on the host.", "string"),
  accessIPv4: attribute("IPv4 address to reach it by, if somebody set one.", "string"),
  accessIPv6: attribute("IPv6 address to reach it by, if somebody set one.", "string"),
  console_urls: { description: "Addresses of its consoles, by kind.", type: "map", read: consoleUrls },
  tags: attribute("Its tags.", "list"),
  os_collect_config: {
    description: "How it asks for its software configuration.",
    type: "map",
    read: (c: Context) => c.metadata["os-collect-config"] ?? {},
  },
} as const;
