import type { CloudObject } from "#cloud/collection.ts";

/** An address of a port as the template says it. */
export interface FixedIp {
  readonly subnet?: string | undefined;
  readonly ip_address?: string | undefined;
}

interface Addresses {
  readonly fixed_ips?: readonly FixedIp[] | null | undefined;
  readonly no_fixed_ips?: boolean | null | undefined;
}

function toWire({ subnet, ip_address }: FixedIp): CloudObject {
  return { ...(subnet != null && { subnet_id: subnet }), ...(ip_address != null && { ip_address }) };
}

/** The addresses in the body: undefined where nothing about them is to be sent, so that Neutron picks one (or keeps them). */
export function fixedIpsToSend(sent: Addresses, desired: Addresses): readonly CloudObject[] | undefined {
  if (sent.fixed_ips === undefined && sent.no_fixed_ips === undefined) return undefined;
  if (desired.no_fixed_ips) return [];
  // As Heat: an empty list is not sent, so that Neutron picks an address.
  return desired.fixed_ips?.length ? desired.fixed_ips.map(toWire) : undefined;
}

/** An allowed address pair without a MAC address that is not given. */
export function addressPairsToSend(pair: {
  readonly mac_address?: string | undefined;
  readonly ip_address: string;
}): CloudObject {
  return { ip_address: pair.ip_address, ...(pair.mac_address != null && { mac_address: pair.mac_address }) };
}
