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
  "update 1000": { wallMs: 150 },
  "update-none 1000": { wallMs: 150 },
  "delete 1000": { wallMs: 500 },
  "group 1000": { wallMs: 1000 },
  "nested 10x10": { wallMs: 300 },
  "burst 50": { wallMs: 1000 },
  "list 1 client": { wallMs: 10 },
  "list 8 clients": { wallMs: 40 },
  "list in create": { wallMs: 60 },
  "show 100": { wallMs: 5 },
  "validate 100": { wallMs: 5 },
  "parse 2 MB": { wallMs: 400 },
  "resolve 1000x5": { wallMs: 50 },
  "yaql parse": { wallMs: 50 },
  "yaql query": { wallMs: 50 },
  "tree 1000x21": { wallMs: 15_000, peakMb: 650 },
  "start first": { wallMs: 30_000 },
  "start second": { wallMs: 2000 },
  idle: { wallMs: Infinity, peakMb: 420 },
};
