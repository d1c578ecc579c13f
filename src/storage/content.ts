import { createHash } from "node:crypto";

/** The hash (SHA-256, hexadecimal) by which a text is stored. */
export function contentHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
