import { shapes, type Shape } from "./shapes.ts";

const trees = ["nested", "grouped"] as const;
const nested = ["nested"] as const;
const groups = ["grouped"] as const;

/** What the engine does, each with the shapes in which a scenario must show it. */
export const behaviours = {
  create: shapes,
  PUT: shapes,
  PATCH: shapes,
  "changed in place": shapes,
  "replaced: the new one first, dependents moved, the old one removed in the clean-up": shapes,
  "what old and new cannot both hold is freed before": ["flat", "chained", "nested"],
  "changed type": shapes,
  "changed definition: resources added and removed": shapes,
  "FAILED resource replaced": shapes,
  "FAILED resource repaired": shapes,
  "create retries": shapes,
  "deletion policy Delete": shapes,
  "deletion policy Retain": shapes,
  "deletion policy Snapshot": shapes,
  "immutable parameter": shapes,
  "metadata change": shapes,
  "update supersedes an update or creation": shapes,
  "several updates in a row": shapes,
  "delete during create": shapes,
  "delete during update": shapes,
  "rollback of create, early": shapes,
  "rollback of create, late": shapes,
  "rollback of update, early": shapes,
  "rollback of update, late": shapes,
  "rollback of a rollback": shapes,
  "clean-up missed, then updated, then deleted": shapes,
  "dependencies inverted on replacement": ["flat", "nested", "grouped"],
  "time-out": shapes,
  "time-out over a restart": shapes,
  "cancel with rollback": shapes,
  "cancel without rollback": shapes,
  "the best existing row": shapes,
  "several stacks at once": shapes,
  "nested stack: rows, status and outputs of its own": trees,
  "nested stack: rollback of the tree": trees,
  "nested stack: cancel of the tree": trees,
  "nested stack: delete of the tree": trees,
  "nested stack: updated directly": trees,
  "nested stack: too many resources": groups,
  "provider template": trees,
  "get_attr into members": trees,
  "outputs as attributes": nested,
  "ResourceGroup: scaled up and down": groups,
  "ResourceGroup: removal policies": groups,
  "ResourceGroup: index variable": groups,
  "ResourceGroup: made in batches": groups,
  "ResourceGroup: rolling update": groups,
  ResourceChain: groups,
} as const satisfies Readonly<Record<string, readonly Shape[]>>;

/** One of them. */
export type Behaviour = keyof typeof behaviours;

/** What says which behaviours it shows, in which shape. */
interface Covering {
  readonly covers: readonly Behaviour[];
  readonly shape?: Shape;
}

/** Behaviours, in the shapes in which they are to be shown, that no scenario shows. */
export function uncovered(scenarios: readonly Covering[]): string[] {
  const shown = new Set(scenarios.flatMap(({ covers, shape }) => covers.map((one) => `${one}, ${shape ?? "flat"}`)));
  return Object.entries(behaviours)
    .flatMap(([behaviour, wanted]) => wanted.map((shape) => `${behaviour}, ${shape}`))
    .filter((one) => !shown.has(one));
}
