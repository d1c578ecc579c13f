import type { ResourceType } from "#resource-model/resource-type.ts";
import { floatingIpAssociation } from "./floating-ip-association.ts";
import { floatingIp } from "./floating-ip.ts";
import { net } from "./net.ts";
import { port } from "./port.ts";
import { routerInterface } from "./router-interface.ts";
import { router } from "./router.ts";
import { securityGroupRule } from "./security-group-rule.ts";
import { securityGroup } from "./security-group.ts";
import { subnet } from "./subnet.ts";

/** The types of Neutron. */
export const neutronTypes: readonly ResourceType[] = [
  floatingIp,
  floatingIpAssociation,
  net,
  port,
  router,
  routerInterface,
  securityGroup,
  securityGroupRule,
  subnet,
];
