import type { ResourceType } from "#resource-model/resource-type.ts";
import { none } from "./none.ts";
import { randomString } from "./random-string.ts";
import { testResource } from "./test-resource.ts";
import { resourceChain } from "./resource-chain.ts";
import { resourceGroup } from "./resource-group.ts";
import { value } from "./value.ts";

/** The types of Heat itself. */
export const heatTypes: readonly ResourceType[] = [
  none,
  randomString,
  resourceChain,
  resourceGroup,
  testResource,
  value,
];
