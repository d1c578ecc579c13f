import type { ResourceType } from "#resource-model/resource-type.ts";
import { net } from "./net.ts";

/** The types of Neutron. */
export const neutronTypes: readonly ResourceType[] = [net];
