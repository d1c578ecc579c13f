import type { MemoryState } from "#engine/journal/memory-state.ts";
import type { CloudObjects } from "../accounting.ts";
import type { Violation } from "./oracles.ts";
import type { Scenario } from "./scenario.ts";

interface Facts {
  readonly state: MemoryState;
  readonly before: CloudObjects;
  readonly now: CloudObjects;
  readonly meddled: ReadonlySet<string>;
}

type Row = Readonly<Record<string, unknown>>;

/** Volumes that were complete once, by the events. */
function completeOnes({ state }: Facts): Set<string> {
  const volumes = state.events.filter((event) => event.resourceType === "OS::Cinder::Volume");
  const complete = volumes.filter((event) => event.action === "CREATE" && event.status === "COMPLETE");
  return new Set(complete.flatMap((event) => event.physicalId ?? []));
}

/** What a deletion policy leaves behind on purpose, and whether it is there: the volumes, or a backup of each. */
export function keptVolumes(
  { volumes }: Pick<Scenario, "volumes">,
  facts: Facts,
): { mayStay: (table: string, row: Row) => boolean; violations: Violation[] } {
  if (volumes === undefined) return { mayStay: () => false, violations: [] };
  const lying = (table: string): readonly Row[] => facts.now[table] ?? [];
  const known = new Set((facts.before["cinder.volumes"] ?? []).map((row) => row["id"]));
  const present = new Set(lying("cinder.volumes").map((row) => String(row["id"])));
  const complete = [...completeOnes(facts)].filter((id) => !facts.meddled.has(id));
  const gone = complete.filter((id) => !present.has(id));
  if (volumes === "Retain") {
    const violations = gone.map((id): Violation => ({ oracle: "retained kept", what: `the volume ${id} is gone` }));
    return { mayStay: (table, row) => table === "cinder.volumes" && !known.has(row["id"]), violations };
  }
  const copies = Map.groupBy(lying("cinder.backups"), (row) => String(row["volumeId"] ?? row["volume_id"]));
  const wrong = gone.filter((id) => copies.get(id)?.length !== 1);
  const violations = wrong.map((id): Violation => ({
    oracle: "retained kept",
    what: `the volume ${id} is gone with ${copies.get(id)?.length ?? 0} backups`,
  }));
  return { mayStay: (table) => table === "cinder.backups", violations };
}
