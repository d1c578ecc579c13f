import type { Cloud } from "#cloud/cloud.ts";
import type { CloudObject } from "#cloud/collection.ts";
import type { PropertySchemas, Values } from "#schema/property.ts";
import type { Random } from "#lib/ports.ts";

/** Actions that visit what is there, as the parent stack is visited. */
export type VisitAction = "SUSPEND" | "RESUME" | "CHECK";

/** The state of a child stack as its parent resource sees it. */
export interface ChildState {
  readonly action: string;
  readonly status: string;
  readonly reason: string;
}

/** What a child stack is made of. */
export interface ChildDefinition {
  /** Name of the template in the stack's files, or the template itself. */
  readonly template: { readonly file: string } | { readonly document: Readonly<Record<string, unknown>> };
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly timeoutMinutes?: number;
}

/** The child stack of one resource; operations are started here and watched by steps that wait for `child`. */
export interface ChildStack {
  /** Starts its creation (a repeated call for the same attempt makes no second one); resolves with its id. */
  create(definition: ChildDefinition): Promise<string>;
  update(definition: ChildDefinition): Promise<void>;
  delete(): Promise<void>;
  /** Visits it and all in it with that action. */
  visit(action: VisitAction): Promise<void>;
  state(): ChildState | undefined;
  output(name: string): unknown;
  /** Names and reference ids of its resources. */
  references(): ReadonlyMap<string, unknown>;
  /** The template it was last made or changed with; undefined where there is no child. */
  template(): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Fails where a child of so many resources would make the tree larger than allowed. */
  requireRoom(resources: number): void;
}

/** What a resource type is given for its work. Nothing in it may be kept between two steps. */
export interface ResourceContext<P extends PropertySchemas = PropertySchemas> {
  /** The cloud with the stack's credentials. */
  readonly cloud: Cloud;
  /** Desired properties: coerced, defaults filled in, names translated to ids. */
  readonly props: Values<P>;
  /** Properties that the existing object was made or last changed with, translated; undefined on create. */
  readonly before: Values<P> | undefined;
  /** Names of the properties that differ from `before`; all that are given, on create. */
  readonly changed: ReadonlySet<string>;
  /** Physical id; empty before there is one. */
  readonly id: string;
  /** Physical resource name: `<stack>-<resource>-<12 random characters>`, within the type's length limit. */
  readonly name: string;
  /** What travels with an object so that it can be found again; the same for all attempts at one intent. */
  readonly marker: string;
  /** The object as the cloud shows it: last seen; null when it is known to be gone, undefined when there was no look. */
  readonly observed: CloudObject | null | undefined;
  /** The resource's own place. */
  readonly resource: { readonly id: string; readonly name: string; readonly type: string };
  readonly stack: { readonly id: string; readonly name: string; readonly projectId: string };
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Private values stored with the resource (may be secrets). */
  readonly data: Readonly<Record<string, string>>;
  /** When the current step was started, and now: ms since the epoch. */
  readonly stepStartedAt: number;
  readonly now: number;
  readonly random: Random;
  /** Names of the steps that the action was begun with, where it is taken up again; else empty. */
  readonly begun: readonly string[];
  /** Attributes that templates read of it, each an `attributeKey`. */
  readonly attributesRead: ReadonlySet<string>;
  /** The template's `update_policy`, made to fit the type's schemas; empty where there is none. */
  readonly updatePolicy: Readonly<Record<string, unknown>>;
  readonly child: ChildStack;
  /** What is stored of the resource of the tree that `get_resource` of that value names. */
  sibling(reference: unknown): { readonly metadata: Readonly<Record<string, unknown>> } | undefined;
}

/** What a type knows of its child stack before the run: its properties, all known, and what is recorded of the members. */
export interface PlannedContext<P extends PropertySchemas = PropertySchemas> extends Pick<
  ResourceContext<P>,
  "props" | "changed" | "data" | "attributesRead"
> {
  readonly child: Pick<ChildStack, "references">;
}
