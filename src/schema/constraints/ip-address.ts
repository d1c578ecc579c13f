const OCTET = /^(?:0|[1-9]\d{0,2})$/;

/** Whether a text is a complete IPv4 address in dotted form. */
export function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => OCTET.test(part) && Number(part) <= 255);
}

/** The eight groups of an IPv6 address; nothing where the text is none. */
export function ipv6Groups(text: string): readonly number[] | undefined {
  if (text.length > 45) return undefined;
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const groupsOf = (half: string, last: boolean): number[] | undefined => {
    if (half === "") return [];
    const groups: number[] = [];
    const parts = half.split(":");
    for (const [at, part] of parts.entries()) {
      if (last && at === parts.length - 1 && part.includes(".")) {
        if (!isIpv4(part)) return undefined;
        const [a, b, c, d] = part.split(".").map(Number);
        groups.push(a! * 256 + b!, c! * 256 + d!);
      } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
      else return undefined;
    }
    return groups;
  };
  const head = groupsOf(halves[0] ?? "", halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? "", true) : [];
  if (head === undefined || tail === undefined) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? undefined : [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

/** `ip_addr`: an IPv4 or IPv6 address. */
export function ipAddressFault(value: unknown): string | undefined {
  return typeof value === "string" && (isIpv4(value) || ipv6Groups(value) !== undefined)
    ? undefined
    : "is no IP address";
}
