const MAC = /^(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$|^(?:[0-9a-fA-F]{2}-){5}[0-9a-fA-F]{2}$/;

/** `mac_addr`: six pairs of hexadecimal digits. */
export function macAddressFault(value: unknown): string | undefined {
  return typeof value === "string" && MAC.test(value) ? undefined : "is no MAC address";
}
