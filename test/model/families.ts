import type { Range } from "./scenarios.ts";

/** Scenarios that are searched alike. */
export interface Family extends Range {
  readonly name: string;
  readonly coarse?: boolean;
}

const every = { shapes: "every", changes: ["every", "every"] } as const;
const typical = { shapes: "typical", changes: ["typical", "typical"] } as const;
const one = { resources: 1, ...every, kinds: ["after"] } as const;

/** What `npm run model` searches: the larger the stack, the fewer of its changes, and the less goes wrong. */
export const families: readonly Family[] = [
  { name: "1, a failure, a crash", ...one, failures: 1, crashes: 1 },
  { name: "1, retries, a failure, a crash", ...one, failures: 1, crashes: 1, retries: true },
  // With failures it is not: the model lets a replacement begin while what a rollback takes back is still under way.
  { name: "1, shared, a crash", ...one, shared: true, crashes: 1 },
  { name: "1, cancel", ...one, failures: 1, calls: ["cancel"] },
  { name: "1, cancel without rollback", ...one, crashes: 1, calls: ["stop"] },
  { name: "2", resources: 2, ...every },
  { name: "2, a failure, a crash", resources: 2, ...typical, shapes: "plain", failures: 1, crashes: 1, coarse: true },
  { name: "2, cancel", resources: 2, ...typical, shapes: "plain", calls: ["cancel"], failures: 1, coarse: true },
  { name: "2, shared", resources: 2, ...typical, shapes: "plain", shared: true },
  { name: "3", resources: 3, ...typical, shapes: "plain" },
  { name: "3, every change", resources: 3, ...every, coarse: true },
  { name: "3, a crash", resources: 3, ...typical, shapes: "plain", crashes: 1, coarse: true },
  {
    name: "3, a failure",
    resources: 3,
    ...typical,
    shapes: "plain",
    changes: ["typical", "few"],
    failures: 1,
    coarse: true,
  },
  { name: "4", resources: 4, shapes: "plain", kinds: ["holds"], changes: ["typical", "few"], coarse: true },
  { name: "5", resources: 5, ...typical, changes: ["typical", "few"], kinds: ["holds"], coarse: true },
  { name: "6", resources: 6, ...typical, changes: ["few", "few"], kinds: ["holds"], coarse: true },
  { name: "6, every step", resources: 6, shapes: "typical", kinds: ["holds"], changes: ["few", "few"] },
];
