/** What the registry makes of a type in a template. */
export type Mapping =
  /** Another (or the same) type of the catalogue. */
  | { readonly kind: "type"; readonly type: string }
  /** A nested template, by its name in `files`. */
  | { readonly kind: "template"; readonly file: string };

/** An environment, merged from all of its files: sections as in Heat. */
export interface Environment {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly parameterDefaults: Readonly<Record<string, unknown>>;
  /** `resource_registry` as the user wrote it. */
  readonly registry: Readonly<Record<string, unknown>>;
  readonly eventSinks: readonly unknown[];
  readonly encryptedParameterNames: readonly unknown[];
}

/** An environment that says nothing. */
export const emptyEnvironment: Environment = {
  parameters: {},
  parameterDefaults: {},
  registry: {},
  eventSinks: [],
  encryptedParameterNames: [],
};
