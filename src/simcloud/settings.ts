import { defaultDurationsMs } from "./durations.ts";

/** What can be set on a simulated cloud, at start and while it runs. */
export interface SimSettings {
  /** How long a request takes, in ms; half of it passes before its effect, half after. */
  readonly latencyMs: number;
  readonly tokenLifetimeMs: number;
  /** Divides all durations: 10 is ten times as fast. */
  readonly speed: number;
  /** Durations by kind of work (`"nova.boot"`), in ms before `speed`. */
  readonly durations: Readonly<Record<string, number>>;
  /** Quotas by `"nova.instances"`, or `"<project id>/nova.instances"` for one project. */
  readonly quotas: Readonly<Record<string, number>>;
  /** Base URL of the orchestration service to list in the catalogue, e.g. `http://127.0.0.1:8004`. */
  readonly orchestrationUrl?: string;
}

/** The settings of a cloud that nobody has changed. */
export const DEFAULT_SETTINGS: SimSettings = {
  latencyMs: 0,
  tokenLifetimeMs: 24 * 3600 * 1000,
  speed: 1,
  durations: {},
  quotas: {},
};

const DEFAULT_DURATION_MS = 1000;
/** How long a kind of work takes under these settings, in ms. */
export function durationOf(settings: SimSettings, work: string): number {
  const duration = settings.durations[work] ?? defaultDurationsMs[work] ?? DEFAULT_DURATION_MS;
  return Math.round(duration / settings.speed);
}

/** How much of `what` a project may have. */
export function quotaOf(settings: SimSettings, what: string, projectId: string): number {
  return settings.quotas[`${projectId}/${what}`] ?? settings.quotas[what] ?? Infinity;
}
