import type { ResourceType } from "#resource-model/resource-type.ts";
import { volumeAttachment } from "./volume-attachment.ts";
import { volume } from "./volume.ts";

/** The types of Cinder. */
export const cinderTypes: readonly ResourceType[] = [volume, volumeAttachment];
