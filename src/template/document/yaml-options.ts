/** What bounds a document. */
export interface YamlLimits {
  /** Lists and maps inside each other, at most. */
  readonly maxDepth: number;
  /** Characters of text, and values, with all aliases expanded, at most. */
  readonly maxExpansion: number;
}

/** What is wanted of a document besides its values. */
export interface ConstructorOptions {
  /** Where everything stands. */
  readonly positions: boolean;
  /** Whole numbers that are written as floats as the text that Python makes of them. */
  readonly floatText: boolean;
}
