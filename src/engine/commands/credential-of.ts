import { isFault } from "#cloud/fault.ts";
import { EngineFault } from "../faults.ts";
import type { Caller } from "../requests.ts";

/** The caller's stored credential; a cloud that refuses to make one, or does not answer, refuses the command. */
export async function credentialOf(
  parts: { readonly credentialFor: (caller: Caller) => Promise<string> },
  caller: Caller,
): Promise<string> {
  try {
    return await parts.credentialFor(caller);
  } catch (error) {
    if (!isFault(error)) throw error;
    const type = isFault(error, "forbidden", "unauthorized") ? "Forbidden" : "ServiceUnavailable";
    throw new EngineFault(type, `the cloud gave no credential for the stack to work with: ${error.message}`);
  }
}
