/** A block of addresses: first, last and version. */
export interface Block {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  readonly prefix: number;
}

function parse4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n);
}

function parse6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const [head = [], tail = []] = groups;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const all = [...head, ...Array<string>(halves.length === 1 ? 0 : missing).fill("0"), ...tail];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.reduce((value, group) => value * 65536n + BigInt(`0x${group}`), 0n);
}

/** An address as a number, or undefined where it is none. */
export function parseAddress(text: string): bigint | undefined {
  return text.includes(":") ? parse6(text) : parse4(text);
}

/** The text of an address. */
export function formatAddress(value: bigint, version: 4 | 6): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 65535n).toString(16));
  const zeros = /(^|:)0(:0)+(:|$)/.exec(groups.join(":"));
  return zeros === null ? groups.join(":") : groups.join(":").replace(zeros[0], "::");
}

/** A CIDR as a block, or undefined where it is none. */
export function parseCidr(text: string): Block | undefined {
  const [address = "", prefixText = ""] = text.split("/");
  const version = address.includes(":") ? 6 : 4;
  const bits = version === 4 ? 32 : 128;
  const value = parseAddress(address);
  const prefix = Number(prefixText);
  if (value === undefined || !/^\d+$/.test(prefixText) || prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const first = value - (value % size);
  return { version, first, last: first + size - 1n, prefix };
}

/** The text of a block. */
export function formatCidr({ first, version, prefix }: Block): string {
  return `${formatAddress(first, version)}/${prefix}`;
}

/** Whether an address (as text) lies in the block. */
export function isInside(block: Block, text: string): boolean {
  const value = parseAddress(text);
  return (
    value !== undefined && text.includes(":") === (block.version === 6) && value >= block.first && value <= block.last
  );
}
