/** What a figure must reach. */
export interface Target {
  readonly wallMs: number;
  /** Of the whole service, the simulated cloud's apart. */
  readonly cpuMs?: number;
  readonly peakMb?: number;
}

/** Targets by benchmark and size; sizes that are not listed have none. */
export const targets: Readonly<Record<string, Target>> = {
  "flat 1000": { wallMs: 500, cpuMs: 500 },
  "chain 100": { wallMs: 300 },
  "group 1000": { wallMs: 1000 },
  "nested 10": { wallMs: 300 },
  "update 1000": { wallMs: 150 },
  "update-none 1000": { wallMs: 150 },
  "delete 1000": { wallMs: 500 },
  "start first": { wallMs: 30_000 },
  "start second": { wallMs: 2000 },
  idle: { wallMs: Infinity, peakMb: 420 },
};
