import { timeOf } from "./iso-8601.ts";

/** `expiration`: a time that is still to come. Empty text passes. */
export function expirationFault(value: string, now: number): string | undefined {
  if (value === "") return undefined;
  const time = timeOf(value);
  if (time === undefined) return "is no time in the form of ISO 8601";
  return time > now ? undefined : "is a time that is over";
}
