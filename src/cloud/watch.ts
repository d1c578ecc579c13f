import type { CloudObject, Collection } from "./collection.ts";

/** One object being watched until something about it is true. */
export interface Watch {
  /**
   * The object at the next look; null once it is surely gone (absence from a list is confirmed by a
   * show). Rejects with `CloudFault` when the cloud refuses for good, and with the signal's reason.
   */
  next(signal?: AbortSignal): Promise<CloudObject | null>;
  /** Ends it; `reached` says that what was waited for came true, from which the intervals are learnt. */
  end(reached: boolean): void;
}

/**
 * Watches many objects with few calls: all that wait on one collection with one credential are
 * answered together, up to three by id, more by one list call a tick.
 */
export interface Watcher {
  /** `purpose` names the kind of wait (`"OS::Nova::Server create"`), whose usual length sets the interval. */
  watch(collection: Collection, id: string, purpose: string): Watch;
}
