/** Bounds on what one user may ask, by Heat's option names; `Infinity` lifts one. */
export interface Limits {
  /** Bytes of a template. */
  readonly maxTemplateSize: number;
  /** Resources in a whole tree. */
  readonly maxResourcesPerStack: number;
  readonly maxNestedStackDepth: number;
  /** Root stacks of a project. */
  readonly maxStacksPerTenant: number;
  readonly maxEventsPerStack: number;
  /** Bytes of a request body. */
  readonly maxJsonBodySize: number;
  /** Retries of a create or delete that met a conflict or a broken object. */
  readonly actionRetryLimit: number;
  /** Seconds that an operation may take when it does not say. */
  readonly stackActionTimeout: number;
  /** Whether stacks may be exported and abandoned. */
  readonly enableStackAbandon: boolean;
  /** Whether abandoned stacks may be adopted. */
  readonly enableStackAdopt: boolean;
}

/** Heat's defaults. */
export const heatLimits: Limits = {
  maxTemplateSize: 524_288,
  maxResourcesPerStack: 1000,
  maxNestedStackDepth: 5,
  maxStacksPerTenant: 512,
  maxEventsPerStack: 1000,
  maxJsonBodySize: 1_048_576,
  actionRetryLimit: 5,
  stackActionTimeout: 3600,
  enableStackAbandon: false,
  enableStackAdopt: false,
};

/** `--limits none`: what protects users from each other is lifted, what protects the process is not. */
export const noLimits: Limits = {
  ...heatLimits,
  maxTemplateSize: 64 * 1_048_576,
  maxResourcesPerStack: Infinity,
  maxStacksPerTenant: Infinity,
  maxJsonBodySize: 128 * 1_048_576,
};

/**
 * What `npm start` has on and Heat has off: whoever comes from another service, or leaves for one, needs it. It gives
 * nobody more rights: every call for a stack is made with its owner's, who may change and delete those objects anyway.
 */
export const takeOverOptions = {
  enableStackAbandon: true,
  enableStackAdopt: true,
} as const satisfies Partial<Limits>;
