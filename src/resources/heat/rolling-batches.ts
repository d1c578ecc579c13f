/** How many members a group has after a batch, and how many of them are as they shall be. */
export interface Batch {
  readonly members: number;
  readonly renewed: number;
}

/** What bounds a batch. */
export interface BatchLimits {
  /** Members that a batch makes or changes. */
  readonly most: number;
  /** Members that no batch touches. */
  readonly inService: number;
}

/** The batches that bring a group of `current` members to `wanted` renewed ones. As Heat: more than wanted stand meanwhile where too few would be left alone. */
export function batchesTo(wanted: number, current: number, { most, inService }: BatchLimits): readonly Batch[] {
  const batches: Batch[] = [];
  let members = current;
  let renewed = 0;
  let lasting = 0;
  while (lasting < members || members !== wanted) {
    const untouched = Math.min(inService, wanted, members);
    const changed = Math.min(most, Math.max(wanted - lasting, 0));
    const next = changed + Math.max(Math.min(members, wanted - changed), untouched);
    renewed = Math.min(next, renewed + changed);
    // Members beyond what is wanted go again, so that they count for nothing in the end.
    lasting += changed - Math.max(next - Math.max(members, wanted), 0);
    members = next;
    batches.push({ members, renewed: members === wanted && lasting >= wanted ? wanted : renewed });
  }
  return batches;
}

/** A member in a child stack's template. */
export type NamedMember = readonly [name: string, resource: unknown];

/** What a batch makes of the members there are. */
export interface BatchWork {
  readonly batch: Batch;
  /** Names that the group shall have in the end, and after them those of members that stand meanwhile. */
  readonly names: readonly string[];
  /** How many of the names are wanted in the end. */
  readonly wanted: number;
  /** The member of that name as it shall be. */
  renewed(name: string): unknown;
  isRenewed(member: NamedMember): boolean;
}

/** The members after a batch. Done twice it changes nothing more. */
export function afterBatch(existing: readonly NamedMember[], work: BatchWork): readonly NamedMember[] {
  const { batch, names, renewed, isRenewed } = work;
  const staying = batch.members === 0 ? [] : inOrderOfChange(existing, work).slice(-batch.members);
  const taken = new Set(staying.map(([name]) => name));
  const added = names.filter((name) => !taken.has(name)).slice(0, batch.members - staying.length);
  let left = batch.renewed - added.length - staying.filter(isRenewed).length;
  const changed = staying.map((member): NamedMember => {
    if (isRenewed(member) || left <= 0) return member;
    left -= 1;
    return [member[0], renewed(member[0])];
  });
  return [...changed, ...added.map((name): NamedMember => [name, renewed(name)])];
}

/** As Heat: first those that are to go, then from the highest index down, at last those that stand only meanwhile. */
function inOrderOfChange(existing: readonly NamedMember[], { names, wanted }: BatchWork): readonly NamedMember[] {
  const indexes = new Map(names.map((name, index) => [name, index]));
  const rank = ([name]: NamedMember): number => {
    const index = indexes.get(name);
    if (index === undefined) return -1;
    return index < wanted ? wanted - index : names.length + 1;
  };
  return existing.toSorted((one, other) => rank(one) - rank(other));
}
