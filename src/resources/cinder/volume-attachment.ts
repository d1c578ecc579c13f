import type { CloudObject } from "#cloud/collection.ts";
import { isFault } from "#cloud/fault.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { statusIn } from "#resource-model/observation.ts";
import { broken, done, waiting } from "#resource-model/outcome.ts";
import type { Outcome } from "#resource-model/outcome.ts";
import type { Started, Step } from "#resource-model/step.ts";
import { string } from "#schema/property.ts";

const properties = {
  instance_uuid: string("The server.", { required: true, onChange: "update" }),
  volume_id: string("The volume.", { required: true, names: "cinder.volume", onChange: "update" }),
  mountpoint: string("Name of the device in the server, e.g. /dev/vdb; most hypervisors choose it themselves.", {
    onChange: "update",
  }),
};
type Context = ResourceContext<typeof properties>;
type Pair = Pick<Context["props"], "instance_uuid" | "volume_id">;

const former = (c: Context): Pair => c.before ?? c.props;
const attachments = ({ cloud }: Context, { instance_uuid }: Pair) => cloud.nova.volumeAttachments(instance_uuid);

function attachedTo(volume: CloudObject, server: string): boolean {
  const all = (volume.attachments ?? []) as readonly { server_id?: string }[];
  return all.some((attachment) => attachment.server_id === server);
}

async function startAttaching(c: Context): Promise<Started> {
  const { volume_id, mountpoint } = c.props;
  const made = await attachments(c, c.props).create({ volumeId: volume_id, ...(mountpoint && { device: mountpoint }) });
  return { id: String(made.id ?? volume_id) };
}

function attached({ observed, props }: Context): Outcome {
  if (!observed) return observed === null ? broken("the volume is gone") : waiting("not looked at yet");
  const status = statusIn(observed);
  if (status === "IN-USE" && attachedTo(observed, props.instance_uuid)) return done;
  if (status.startsWith("ERROR")) return broken(`the volume went to status ${status}`);
  return waiting(`the volume has status ${status}`);
}

async function startDetaching(c: Context): Promise<void> {
  const { volume_id } = former(c);
  try {
    await attachments(c, former(c)).delete(volume_id);
  } catch (error) {
    // As Heat: a server that knows of no such attachment has none. But a busy volume is refused likewise.
    if (isFault(error, "badRequest") && (await isStillAttached(c))) throw error;
    if (!isFault(error, "notFound", "badRequest")) throw error;
  }
}

async function isStillAttached(c: Context): Promise<boolean> {
  const { volume_id, instance_uuid } = former(c);
  try {
    const volume = await c.cloud.cinder.volumes.show(volume_id);
    return attachedTo(volume, instance_uuid) && statusIn(volume) !== "DETACHING";
  } catch (error) {
    if (isFault(error, "notFound")) return false;
    throw error;
  }
}

/** Nova refuses to detach a volume at which Cinder is working. */
function idle({ observed }: Context): Outcome {
  if (observed === null) return done;
  if (observed === undefined) return waiting("not looked at yet");
  const status = statusIn(observed);
  return status === "RESERVED" || (status.endsWith("ING") && status !== "DETACHING")
    ? waiting(`the volume has status ${status}`)
    : done;
}

function detached(c: Context): Outcome {
  const { observed } = c;
  if (observed === null) return done;
  if (observed === undefined) return waiting("not looked at yet");
  const status = statusIn(observed);
  if (attachedTo(observed, former(c).instance_uuid)) return waiting(`the volume has status ${status}`);
  return status === "DETACHING" ? waiting("the volume is being detached") : done;
}

const attach: Step<typeof properties> = {
  name: "attach",
  creates: {
    kind: "natural",
    joins: true,
    async find(c) {
      const all = await attachments(c, c.props).list();
      return all.filter((one) => one.volumeId === c.props.volume_id);
    },
    idOf: (found, c) => String(found.id ?? c.props.volume_id),
  },
  start: startAttaching,
  until: attached,
  watches: ({ cloud, props }) => ({ collection: cloud.cinder.volumes, id: props.volume_id }),
};

const awaitIdle: Step<typeof properties> = {
  name: "wait-for-volume",
  when: (c) => c.id !== "",
  until: idle,
  watches: (c) => ({ collection: c.cloud.cinder.volumes, id: former(c).volume_id }),
};

const detach: Step<typeof properties> = {
  name: "detach",
  when: (c) => c.id !== "",
  start: startDetaching,
  until: detached,
  watches: (c) => ({ collection: c.cloud.cinder.volumes, id: former(c).volume_id }),
};

/** Attaches a volume to a server. */
export const volumeAttachment = defineResource({
  type: "OS::Cinder::VolumeAttachment",
  description: "Attaches a volume to a server.",
  requires: "cinder",
  properties,
  create: () => [attach],
  update: () => [awaitIdle, detach, attach],
  delete: () => [awaitIdle, detach],
});
