/** As Heat: with colons or hyphens between bytes, dots or nothing between groups of four digits. */
const MAC =
  /^(?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2}$|^(?:[0-9a-f]{1,2}-){5}[0-9a-f]{1,2}$|^(?:[0-9a-f]{1,4}[.:]){2}[0-9a-f]{1,4}$|^[0-9a-f]{12}$/i;

/** `mac_addr`: six bytes in hexadecimal digits. */
export function macAddressFault(value: unknown): string | undefined {
  return typeof value === "string" && MAC.test(value) ? undefined : "is no MAC address";
}
