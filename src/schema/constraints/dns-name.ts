// As Heat: no capitals.
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
const MAX_NAME = 255;
/** A relative name gets a dot and a domain put after it. */
const MAX_RELATIVE = 252;

/** `dns_name`: a domain name, relative or with a final dot. Empty text passes. */
export function dnsNameFault(value: unknown): string | undefined {
  if (value === "" || value === null) return undefined;
  if (typeof value !== "string") return "is no DNS name";
  if (value.length > MAX_NAME) return `is longer than the ${MAX_NAME} characters of a DNS name`;
  const absolute = value.endsWith(".");
  const labels = (absolute ? value.slice(0, -1) : value).split(".");
  const bad = labels.find((label) => !LABEL.test(label));
  if (bad !== undefined)
    return `is no DNS name: "${bad}" must be 1 to 63 small letters, digits and hyphens, with a hyphen at neither end`;
  if (absolute && labels.length > 1 && /^\d+$/.test(labels.at(-1) ?? ""))
    return "is no DNS name: its top level domain has digits only";
  return undefined;
}

/** `rel_dns_name`: a domain name without a final dot. */
export function relativeDnsNameFault(value: unknown): string | undefined {
  if (value === "" || value === null) return undefined;
  if (typeof value === "string" && value.endsWith(".")) return "must not end with a dot";
  if (typeof value === "string" && value.length > MAX_RELATIVE) return `is longer than ${MAX_RELATIVE} characters`;
  return dnsNameFault(value);
}

/** `dns_domain`: a domain name with a final dot. */
export function dnsDomainFault(value: unknown): string | undefined {
  if (value === "" || value === null) return undefined;
  const fault = dnsNameFault(value);
  if (fault !== undefined) return fault;
  return (value as string).endsWith(".") ? undefined : "must end with a dot";
}
