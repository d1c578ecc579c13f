type Values = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function renamed(value: unknown, path: readonly string[], newName: string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, path, newName));
  if (!isMap(value)) return value;
  const [head = "", ...rest] = path;
  if (!(head in value)) return value;
  const { [head]: found, ...others } = value;
  if (rest.length > 0) return { ...value, [head]: renamed(found, rest, newName) };
  // The new name wins where both are given.
  return others[newName] === undefined || others[newName] === null ? { ...others, [newName]: found } : others;
}

/** The first former name, as a path, that is given beside the new one; with that. */
export function doublyNamed(
  formerNames: Readonly<Record<string, string>>,
  props: Values,
): readonly [string, string] | undefined {
  return Object.entries(formerNames).find(([path, newName]) => hasBoth(props, path.split("."), newName));
}

function hasBoth(value: unknown, path: readonly string[], newName: string): boolean {
  if (Array.isArray(value)) return value.some((item) => hasBoth(item, path, newName));
  if (!isMap(value)) return false;
  const [head = "", ...rest] = path;
  if (rest.length > 0) return hasBoth(value[head], rest, newName);
  return isGiven(value[head]) && isGiven(value[newName]);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Properties with what is given under an old name moved to the new one, by a type's `formerNames`. */
export function renameProperties(formerNames: Readonly<Record<string, string>>, props: Values): Values {
  return Object.entries(formerNames).reduce(
    (all, [path, newName]) => renamed(all, path.split("."), newName) as Values,
    props,
  );
}
