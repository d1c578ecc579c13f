import { is } from "#resource-model/observation.ts";
import { ResourceFailure } from "#resource-model/resource-failure.ts";
import type { Step } from "#resource-model/step.ts";
import type { serverProperties } from "./server-properties.ts";

/** Where the id of the image is kept. */
const IMAGE = "snapshot_image_id";

/** Makes an image of the server and waits until it is complete. */
export const snapshot: Step<typeof serverProperties> = {
  name: "snapshot",
  when: (c) => c.id !== "",
  already: ({ data }) => data[IMAGE] !== undefined,
  async start(c) {
    const name = `${c.name}-snapshot`;
    const { images } = c.cloud.glance;
    const before = (await images.list({ name })).find((image) => image.name === name);
    if (before) return { data: { [IMAGE]: String(before.id) } };
    const answer = await c.cloud.nova.servers.act(c.id, "action", { createImage: { name } });
    const id = (answer as { image_id?: string } | undefined)?.image_id;
    if (id === undefined) throw new ResourceFailure("the cloud did not say which image it makes of the server");
    return { data: { [IMAGE]: id } };
  },
  watches: (c) => ({ collection: c.cloud.glance.images, id: c.data[IMAGE] ?? "" }),
  until: is("ACTIVE"),
};
