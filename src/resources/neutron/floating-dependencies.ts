import { namesOf, ofType, referenced, sameReference } from "#resource-model/siblings.ts";
import type { Sibling } from "#resource-model/resource-type.ts";

type Props = Readonly<Record<string, unknown>>;

/** The gateways to that external network: without one no floating address of it can reach a port. */
export function gatewaysTo(network: unknown, others: readonly Sibling[]): readonly string[] {
  const routers = ofType(others, "OS::Neutron::Router").filter(({ props }) =>
    sameReference((props.external_gateway_info as { network?: unknown } | null | undefined)?.network, network),
  );
  const gateways = ofType(others, "OS::Neutron::RouterGateway").filter(({ props }) =>
    sameReference(props.network ?? props.network_id, network),
  );
  return namesOf([...routers, ...gateways]);
}

/** The router interfaces that may lead to that port of the stack. */
export function interfacesTo(port: unknown, others: readonly Sibling[]): readonly string[] {
  const target = others.find((other) => other.name === referenced(port) && other.type === "OS::Neutron::Port");
  if (!target) return [];
  const subnets = subnetsOf(target.props, others);
  return namesOf(
    ofType(others, "OS::Neutron::RouterInterface").filter(
      ({ props }) => subnets === undefined || subnets.some((subnet) => sameReference(subnet, props.subnet)),
    ),
  );
}

/** The subnets that the port may be on; undefined where that cannot be told. */
function subnetsOf({ fixed_ips, network }: Props, others: readonly Sibling[]): readonly unknown[] | undefined {
  const named = Array.isArray(fixed_ips)
    ? (fixed_ips as readonly Props[]).map((address) => address.subnet).filter((subnet) => subnet != null)
    : [];
  if (named.length > 0) return named;
  const here = ofType(others, "OS::Neutron::Subnet").filter(({ props }) => sameReference(props.network, network));
  return here.length > 0 ? here.map(({ name }) => ({ get_resource: name })) : undefined;
}
