import { isFault } from "#cloud/fault.ts";
import type { ConstraintParts } from "../constraints/refuse-unmet.ts";
import type { Definition } from "../definition/definition-store.ts";
import { EngineFault } from "../faults.ts";
import type { Caller, StackChange, StackRequest } from "../requests.ts";
import { credentialOf } from "./credential-of.ts";
import type { PreparationParts } from "./prepare.ts";

const call = "Fn::GetAZs";

function mentionsZones(request: StackRequest | StackChange, current: Definition | undefined): boolean {
  const template = request.template ?? current?.template.document ?? "";
  const texts = [typeof template === "string" ? template : JSON.stringify(template)];
  for (const name of current?.fileNames() ?? []) texts.push(current?.file(name) ?? "");
  return [...texts, ...Object.values(request.files ?? {})].some((text) => text.includes(call));
}

/** The parts with the names of the cloud's availability zones, where a template of the request asks for them. */
export async function withZones<T extends PreparationParts & ConstraintParts>(
  parts: T,
  caller: Caller,
  request: StackRequest | StackChange,
  current?: Definition,
): Promise<T> {
  if (!mentionsZones(request, current)) return parts;
  try {
    const cloud = await parts.cloudOf(await credentialOf(parts, caller));
    const zones = await cloud.nova.availabilityZones.list();
    return { ...parts, availabilityZones: zones.map((zone) => String(zone["zoneName"])) };
  } catch (error) {
    if (!isFault(error)) throw error;
    throw new EngineFault("ServiceUnavailable", `${call}: the cloud does not tell its zones now: ${error.message}`);
  }
}
