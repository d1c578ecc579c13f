import { ipAddressFault, ipv6Groups, isIpv4 } from "./ip-address.ts";

function prefixLength(text: string | undefined, most: number): number | undefined {
  if (text === undefined || !/^(?:0|[1-9]\d{0,2})$/.test(text)) return undefined;
  return Number(text) <= most ? Number(text) : undefined;
}

/** `net_cidr`: a network in the form address/prefix length. */
export function networkFault(value: unknown): string | undefined {
  const fault = "is no network in the form address/prefix length";
  if (typeof value !== "string") return fault;
  const [address = "", prefix, ...rest] = value.split("/");
  if (rest.length > 0 || /\s/.test(value)) return fault;
  if (ipv6Groups(address) !== undefined) return prefixLength(prefix, 128) === undefined ? fault : undefined;
  return isIpv4(address) && prefixLength(prefix, 32) !== undefined ? undefined : fault;
}

/** `ip_or_cidr`: an address or a network. */
export function ipOrNetworkFault(value: unknown): string | undefined {
  if (ipAddressFault(value) === undefined || networkFault(value) === undefined) return undefined;
  return "is neither an IP address nor a network in the form address/prefix length";
}
