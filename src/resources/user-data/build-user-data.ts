import { bootHook, cloudConfig, partHandler, runUserData } from "./guest-parts.ts";
import { ignitionConfig, withMetadata } from "./ignition.ts";
import { multipart, unpacked } from "./mime.ts";
import type { Part } from "./mime.ts";

/** What a server's user data is made of. */
export interface UserDataSource {
  readonly format: "HEAT_CFNTOOLS" | "RAW" | "SOFTWARE_CONFIG";
  readonly userData: string;
  /** The resource's metadata, for the guest's tools. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

function userParts({ format, userData }: UserDataSource): readonly Part[] {
  if (format === "HEAT_CFNTOOLS") return [{ filename: "cfn-userdata", subtype: "x-cfninitdata", content: userData }];
  return unpacked(userData) ?? [{ filename: "", subtype: "plain", content: userData }];
}

function metadataParts(metadata: UserDataSource["metadata"]): readonly Part[] {
  if (Object.keys(metadata).length === 0) return [];
  return [{ filename: "cfn-init-data", subtype: "x-cfninitdata", content: JSON.stringify(metadata) }];
}

/** The user data as the server gets it: RAW as it is, the other formats as a multipart text that cloud-init reads. */
export function buildUserData(source: UserDataSource): string {
  const { format, userData, metadata } = source;
  if (format === "RAW") return userData;
  const ignition = format === "SOFTWARE_CONFIG" ? ignitionConfig(userData) : undefined;
  if (ignition) return withMetadata(ignition, metadata);
  return multipart([
    cloudConfig,
    bootHook,
    partHandler,
    ...userParts(source),
    ...(format === "HEAT_CFNTOOLS" ? [runUserData] : []),
    ...metadataParts(metadata),
  ]);
}
