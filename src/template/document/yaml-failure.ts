/** What kind of failure it is, where that matters. */
export interface FailureKind {
  /** A bound is exceeded. */
  readonly limit?: boolean;
  /** A line is indented less than the parser wants. */
  readonly indentation?: boolean;
}

/** YAML that cannot be read: why, and the offset in the text. */
export class YamlFailure extends Error {
  readonly offset: number;
  readonly limit: boolean;
  readonly indentation: boolean;
  constructor(message: string, offset: number, { limit = false, indentation = false }: FailureKind = {}) {
    super(message);
    this.name = "YamlFailure";
    this.offset = offset;
    this.limit = limit;
    this.indentation = indentation;
  }
}
