type Props = Readonly<Record<string, unknown>>;

function given(props: Props, names: readonly string[]): readonly string[] {
  return names.filter((name) => props[name] !== undefined && props[name] !== null);
}

/** A rule for `validate`: one of these properties, and only one. */
export function exactlyOne(...names: readonly string[]): (props: Props) => readonly string[] {
  return (props) => (given(props, names).length === 1 ? [] : [`exactly one of ${names.join(", ")} is needed`]);
}

/** A rule for `validate`: at most one of these properties. */
export function atMostOne(...names: readonly string[]): (props: Props) => readonly string[] {
  return (props) => {
    const both = given(props, names);
    return both.length > 1 ? [`${both.join(" and ")} exclude each other`] : [];
  };
}

/** All that several rules find. */
export function rules(...each: readonly ((props: Props) => readonly string[])[]): (props: Props) => readonly string[] {
  return (props) => each.flatMap((rule) => rule(props));
}
