import type { ResourceType } from "#resource-model/resource-type.ts";
import { flavor } from "./flavor.ts";
import { keyPair } from "./key-pair.ts";
import { server } from "./server.ts";

/** The types of Nova. */
export const novaTypes: readonly ResourceType[] = [flavor, keyPair, server];
