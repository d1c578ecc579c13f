import type { NeutronService } from "./cloud.ts";
import type { Collection } from "./collection.ts";
import { deriveCollection } from "./derive-collection.ts";
import type { Session } from "./session.ts";

/** Neutron as a session sees it. */
export function neutronService(session: Session): NeutronService {
  const collection = (singular: string, path = `/${singular.replaceAll("_", "-")}s`): Collection =>
    deriveCollection(session, {
      kind: `neutron.${singular}`,
      noun: singular.replaceAll("_", " ").replace("floatingip", "floating IP"),
      service: "network",
      path,
      singular,
      plural: `${singular}s`,
      update: "PUT",
      ownFilter: "project_id",
    });
  return {
    networks: collection("network"),
    subnets: collection("subnet"),
    ports: collection("port"),
    routers: collection("router"),
    securityGroups: collection("security_group"),
    securityGroupRules: collection("security_group_rule"),
    floatingIps: collection("floatingip"),
  };
}
