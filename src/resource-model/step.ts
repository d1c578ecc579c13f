import type { CloudObject, Collection } from "#cloud/collection.ts";
import type { PropertySchemas } from "#schema/property.ts";
import type { ResourceContext } from "./context.ts";
import type { Outcome } from "./outcome.ts";

/** What a started step found out; all of it is stored before anything else that can fail. */
export interface Started {
  /** Physical id of the resource. */
  readonly id?: string;
  /** The object as the call's answer shows it; saves a look. */
  readonly observed?: CloudObject;
  /** Private values to store with the resource. */
  readonly data?: Readonly<Record<string, string>>;
}

/** How a created object whose id was lost with a crash is found again. */
export interface Lookup<P extends PropertySchemas = PropertySchemas> {
  /**
   * `unique`: by a marker, or an id we chose. `natural`: the pair or path is the key. `weak`: no
   * marker is possible: exactly one new object among the same-named is ours. `answerOnly`: found,
   * but useless, because a secret stood only in the answer: it is deleted and made again.
   */
  readonly kind: "unique" | "natural" | "weak" | "answerOnly";
  /** It joins objects that the template names: where it is there after a refusal, an echo of the call itself was refused. */
  readonly joins?: boolean;
  /** All objects that may be ours. */
  find(c: ResourceContext<P>): Promise<readonly CloudObject[]>;
  /** Physical id of a found object; default its `id`. */
  idOf?(found: CloudObject, c: ResourceContext<P>): string;
}

/**
 * One named step of a resource's work. The engine stores where it stands; after a crash a step that
 * had been started is asked `already` before `start` is called again.
 */
export interface Step<P extends PropertySchemas = PropertySchemas> {
  readonly name: string;
  /** Left out where this is false (asked once, when the action starts). */
  readonly when?: (c: ResourceContext<P>) => boolean;
  /** The step makes an object: an intent is made durable first, and this finds the object again. */
  readonly creates?: Lookup<P>;
  /** Whether the effect is there already, by a fresh look at the object. Without it `start` must be repeatable. */
  readonly already?: (c: ResourceContext<P>) => boolean | Promise<boolean>;
  readonly start?: (c: ResourceContext<P>) => Promise<Started | void> | Started | void;
  /** Looked at until it is done or failed. Must see the change itself, not merely an end state. */
  readonly until?: (c: ResourceContext<P>) => Outcome;
  /** What is looked at; default the type's collection and the physical id. */
  readonly watches?: (c: ResourceContext<P>) => { readonly collection: Collection; readonly id: string };
}
