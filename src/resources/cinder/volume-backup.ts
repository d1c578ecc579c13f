import { is } from "#resource-model/observation.ts";
import type { Step } from "#resource-model/step.ts";
import type { PropertySchemas } from "#schema/property.ts";

/** Where the id of the backup is kept. */
const BACKUP = "snapshot_backup_id";

/** Copies the volume into a backup, which outlives it, and waits until that is complete. */
export function backUp<P extends PropertySchemas>(): Step<P> {
  return {
    name: "back-up",
    when: (c) => c.id !== "",
    already: ({ data }) => data[BACKUP] !== undefined,
    async start(c) {
      const name = `${c.name}-backup`;
      const { backups } = c.cloud.cinder;
      // A call whose answer was lost has made it already.
      const made = (await backups.list({ name })).find((one) => one.name === name && one.volume_id === c.id);
      const backup = made ?? (await backups.create({ volume_id: c.id, name, force: true }));
      return { data: { [BACKUP]: String(backup.id) } };
    },
    watches: (c) => ({ collection: c.cloud.cinder.backups, id: c.data[BACKUP] ?? "" }),
    until: is("AVAILABLE"),
  };
}
