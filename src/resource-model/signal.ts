import type { PropertySchemas, Values } from "#schema/property.ts";

/** What a type knows of its resource when it is signalled; nothing is asked of the cloud. */
export interface SignalContext<P extends PropertySchemas = PropertySchemas> {
  /** Properties it was made or last changed with, names as written. */
  readonly props: Values<P>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, string>>;
  readonly resource: { readonly id: string; readonly name: string; readonly type: string };
  readonly now: number;
}

/** What a signal brings about; all of it is stored together with its event. */
export type SignalOutcome =
  /** `reason`: what the event says. Metadata and private values replace the former ones. */
  | {
      readonly kind: "taken";
      readonly reason: string;
      readonly metadata?: Readonly<Record<string, unknown>>;
      readonly data?: Readonly<Record<string, string>>;
    }
  /** It asks for nothing: no event. */
  | { readonly kind: "ignored" }
  /** It cannot be understood; the event says why. */
  | { readonly kind: "refused"; readonly because: string };
