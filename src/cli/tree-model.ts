import type { Resource, Stack } from "#client/objects.ts";

/** A resource in the tree, with how long its last change took (or takes). */
export interface TreeNode {
  /** `STACK ID/name`, as events name it. */
  readonly key: string;
  /** `tier/server`: unique in the tree. */
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly elapsedMs?: number;
  readonly requiredBy: readonly string[];
}

/** What is shown of a stack while it changes. Nodes stand depth first, each nested stack under its resource. */
export interface TreeModel {
  readonly name: string;
  readonly status: string;
  readonly reason: string;
  readonly elapsedMs: number;
  readonly nodes: readonly TreeNode[];
}

/** What a status means for whoever waits. */
export function phaseOf(status: string): "waiting" | "busy" | "done" | "failed" {
  if (status.endsWith("_IN_PROGRESS")) return "busy";
  if (status.endsWith("_FAILED")) return "failed";
  return status === "" || status.startsWith("INIT_") ? "waiting" : "done";
}

interface Tracked {
  resource: Resource;
  startedAtMs?: number;
  endedAtMs?: number;
}

/** Remembers when each resource of a stack changed, from one look at it to the next. */
export class TreeTracker {
  readonly #startedAtMs: number;
  readonly #tracked = new Map<string, Tracked>();
  #stack: Stack;
  #lookedAtMs: number | undefined;
  #endedAtMs: number | undefined;

  constructor(stack: Stack, startedAtMs: number) {
    this.#stack = stack;
    this.#startedAtMs = startedAtMs;
  }

  /** Takes a look in; whether anything is different from the last one. */
  look(stack: Stack, resources: readonly Resource[], nowMs: number): boolean {
    let changed = stack.status !== this.#stack.status;
    this.#stack = stack;
    const present = new Set<string>();
    for (const resource of resources) {
      const key = `${resource.stackId}/${resource.name}`;
      present.add(key);
      changed = this.#take(key, resource, nowMs) || changed;
    }
    for (const [key, tracked] of this.#tracked) {
      if (present.has(key) || tracked.resource.status === "DELETE_COMPLETE") continue;
      // What is gone from the list was deleted; it stays in the picture until the end.
      changed = this.#take(key, { ...tracked.resource, status: "DELETE_COMPLETE", reason: "" }, nowMs) || changed;
    }
    this.#lookedAtMs = nowMs;
    const phase = phaseOf(stack.status);
    if (phase === "busy" || phase === "waiting") this.#endedAtMs = undefined;
    else this.#endedAtMs ??= nowMs;
    return changed;
  }

  #take(key: string, resource: Resource, nowMs: number): boolean {
    const known = this.#tracked.get(key);
    const changed = known !== undefined && known.resource.status !== resource.status;
    const phase = phaseOf(resource.status);
    const next: Tracked = changed ? { resource } : { ...known, resource };
    if (phase === "busy" && (known === undefined || changed)) next.startedAtMs = nowMs;
    const isNew = known === undefined && this.#lookedAtMs !== undefined;
    if ((changed || isNew) && phase !== "busy" && phase !== "waiting") {
      // It may have begun and ended between two looks.
      next.startedAtMs = known?.startedAtMs ?? this.#lookedAtMs ?? nowMs;
      next.endedAtMs = nowMs;
    }
    this.#tracked.set(key, next);
    return known === undefined || changed;
  }

  /** Type and path of the resource that an event names. */
  describe(stackId: string, name: string): { path: string; type: string } | undefined {
    const found = this.model(0).nodes.find((node) => node.key === `${stackId}/${name}`);
    return found === undefined ? undefined : { path: found.path, type: found.type };
  }

  /** The picture at a moment. */
  model(nowMs: number): TreeModel {
    const byStack = new Map<string, [string, Tracked][]>();
    for (const entry of this.#tracked) {
      const own = byStack.get(entry[1].resource.stackId);
      if (own === undefined) byStack.set(entry[1].resource.stackId, [entry]);
      else own.push(entry);
    }
    const nodes: TreeNode[] = [];
    const seen = new Set<string>();
    const add = (stackId: string, above: string, depth: number): void => {
      if (seen.has(stackId)) return;
      seen.add(stackId);
      for (const [key, { resource, startedAtMs, endedAtMs }] of byStack.get(stackId) ?? []) {
        const path = above === "" ? resource.name : `${above}/${resource.name}`;
        const { name, type, status, reason, requiredBy, nestedStackId } = resource;
        const elapsed = startedAtMs === undefined ? {} : { elapsedMs: (endedAtMs ?? nowMs) - startedAtMs };
        nodes.push({ key, path, name, depth, type, status, reason, requiredBy, ...elapsed });
        if (nestedStackId !== undefined) add(nestedStackId, path, depth + 1);
      }
    };
    add(this.#stack.id, "", 0);
    // Whatever the links did not lead to is shown at the top rather than not at all.
    for (const stackId of byStack.keys()) add(stackId, "", 0);
    const { name, status, reason } = this.#stack;
    return { name, status, reason, elapsedMs: (this.#endedAtMs ?? nowMs) - this.#startedAtMs, nodes };
  }
}
