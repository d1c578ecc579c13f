import { readFileSync } from "node:fs";

/** Clock ticks a second in /proc; 100 on every Linux there is. */
const ticksPerSecond = 100;

/** CPU time a process has used, user and system, without its children, in ms. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

function statusMb(pid: number, field: string): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(line ?? "0") / 1024;
}

/** The most memory a process has held so far, in MB. */
export function peakMbOf(pid: number): number {
  return statusMb(pid, "VmHWM");
}

/** The memory a process holds now, in MB. */
export function residentMbOf(pid: number): number {
  return statusMb(pid, "VmRSS");
}
