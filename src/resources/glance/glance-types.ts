import type { ResourceType } from "#resource-model/resource-type.ts";
import { webImage } from "./web-image.ts";

/** The types of Glance. */
export const glanceTypes: readonly ResourceType[] = [webImage];
