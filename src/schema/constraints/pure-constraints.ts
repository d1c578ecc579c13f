import { cronExpressionFault } from "./cron-expression.ts";
import { dnsDomainFault, dnsNameFault, relativeDnsNameFault } from "./dns-name.ts";
import { ipAddressFault } from "./ip-address.ts";
import { ipOrNetworkFault, networkFault } from "./network.ts";
import { iso8601Fault } from "./iso-8601.ts";
import { jsonTextFault } from "./json-text.ts";
import { macAddressFault } from "./mac-address.ts";
import { queueNameFault } from "./queue-name.ts";
import { timeZoneFault } from "./time-zone.ts";

/** Says what is wrong with a value, after its name: `is no IP address`; nothing where it is right. */
export type ConstraintCheck = (value: unknown) => string | undefined;

/** The custom constraints that ask nobody, by Heat's names. */
export const pureConstraints: ReadonlyMap<string, ConstraintCheck> = new Map<string, ConstraintCheck>([
  ["ip_addr", ipAddressFault],
  ["mac_addr", macAddressFault],
  ["net_cidr", networkFault],
  ["ip_or_cidr", ipOrNetworkFault],
  ["dns_name", dnsNameFault],
  ["rel_dns_name", relativeDnsNameFault],
  ["dns_domain", dnsDomainFault],
  ["iso_8601", iso8601Fault],
  ["json_string", jsonTextFault],
  ["timezone", timeZoneFault],
  ["cron_expression", cronExpressionFault],
  ["zaqar.queue", queueNameFault],
  // Heat has these two to try its constraints with; they refuse nothing.
  ["test_constr", () => undefined],
  ["nova.network", () => undefined],
]);
