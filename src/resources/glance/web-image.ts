import { isFault } from "#cloud/fault.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { byStatus, changes, is, statusIn } from "#resource-model/observation.ts";
import type { Step } from "#resource-model/step.ts";
import { boolean, freeMap, integer, list, string } from "#schema/property.ts";

const UUID = "[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}";
const sameFormat = new Set(["ami", "ari", "aki"]);

const properties = {
  name: string("Name of the image."),
  id: string("Its id; Glance chooses one where it is not given."),
  visibility: string("Who may see it.", {
    default: "private",
    oneOf: ["public", "private", "community", "shared"],
    onChange: "update",
  }),
  members: list(string("A project."), "Projects that a shared image is shared with.", {
    onChange: "update",
    since: "16.0.0",
  }),
  protected: boolean("Whether it cannot be deleted.", { default: false, onChange: "update" }),
  min_disk: integer("Disk that a server of it needs at least, in GiB.", { default: 0, range: { min: 0 } }),
  min_ram: integer("Memory that a server of it needs at least, in MiB.", { default: 0, range: { min: 0 } }),
  extra_properties: freeMap("Further properties of the image.", { default: {}, onChange: "update", since: "17.0.0" }),
  disk_format: string("Format of the disk.", {
    required: true,
    oneOf: ["ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "iso", "ploop"],
  }),
  container_format: string("Format of what the disk is in.", {
    required: true,
    oneOf: ["ami", "ari", "aki", "bare", "ovf", "ova", "docker"],
  }),
  location: string("Address from which Glance fetches it.", { required: true }),
  tags: list(string("A tag."), "Its tags.", { onChange: "update" }),
  architecture: string("Architecture of the processor.", { onChange: "update" }),
  kernel_id: string("Image of the kernel.", { pattern: UUID, onChange: "update" }),
  ramdisk_id: string("Image of the RAM disk.", { pattern: UUID, onChange: "update" }),
  os_distro: string("Name of the operating system.", { onChange: "update" }),
  os_version: string("Version of the operating system.", { onChange: "update" }),
  owner: string("Project that owns it; for operators.", { onChange: "update" }),
  active: boolean("Whether servers can be made of it.", { default: true, onChange: "update", since: "16.0.0" }),
};
type Context = ResourceContext<typeof properties>;

const fetch: Step<typeof properties> = {
  name: "import",
  already: ({ observed }) => statusIn(observed ?? {}) !== "QUEUED",
  async start({ cloud, id, props }) {
    await cloud.glance.images.act(id, "import", { method: { name: "web-download", uri: props.location } });
  },
  until(c) {
    // A download that failed puts the image back to "queued" and names the store it failed in.
    const failure = c.observed?.os_glance_failed_import;
    if (typeof failure === "string" && failure !== "") return byStatus([], { failed: ["QUEUED", "IMPORTING"] })(c);
    return byStatus(["ACTIVE"], { failed: ["KILLED", "ERROR", "DELETED"] })(c);
  },
};

const share: Step<typeof properties> = {
  name: "members",
  when: changes("members"),
  async start({ cloud, id, props, before }: Context) {
    const { images } = cloud.glance;
    const wanted = props.members ?? [];
    for (const member of before?.members ?? []) {
      if (wanted.includes(member)) continue;
      await ignoring("notFound", () => images.act(id, `members/${member}`, undefined, { method: "DELETE" }));
    }
    for (const member of wanted) await ignoring("conflict", () => images.act(id, "members", { member }));
  },
};

async function ignoring(kind: "notFound" | "conflict", call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!isFault(error, kind)) throw error;
  }
}

const deactivate: Step<typeof properties> = {
  name: "deactivate",
  when: (c) => !c.props.active && (c.before === undefined || c.changed.has("active")),
  start: async (c) => void (await c.cloud.glance.images.act(c.id, "actions/deactivate", undefined)),
  until: is("DEACTIVATED"),
};

const reactivate: Step<typeof properties> = {
  name: "reactivate",
  when: (c) => c.props.active && c.before !== undefined && c.changed.has("active"),
  start: async (c) => void (await c.cloud.glance.images.act(c.id, "actions/reactivate", undefined)),
  until: is("ACTIVE"),
};

/** An image that Glance fetches from an address. */
export const webImage = defineResource({
  type: "OS::Glance::WebImage",
  description: "An image of a disk that Glance fetches from an address by itself.",
  since: "12.0.0",
  requires: "glance",
  properties,
  collection: (cloud) => cloud.glance.images,
  body: ({ location: _location, active: _active, members: _members, extra_properties, ...same }, c) => ({
    ...same,
    ...extras(extra_properties ?? {}, c),
    // As OpenStack's clients: no tags rather than no field.
    ...(same.tags === null && { tags: [] }),
  }),
  validate: ({ container_format, disk_format, members, visibility }) => [
    ...(sameFormat.has(String(container_format)) && container_format !== disk_format
      ? [`a container_format of ${String(container_format)} needs the same disk_format`]
      : []),
    ...(Array.isArray(members) && members.length > 0 && visibility !== "shared"
      ? ["members need visibility shared"]
      : []),
  ],
  create: (create) => [create, fetch, share, deactivate],
  update: (update) => [update, reactivate, share, deactivate],
});

/** Extra properties to set, and null for those that were taken away. */
function extras(sent: Readonly<Record<string, unknown>>, { before, changed }: Context): Record<string, unknown> {
  const old = before && changed.has("extra_properties") ? Object.keys(before.extra_properties) : [];
  return {
    ...Object.fromEntries(old.filter((key) => !(key in sent)).map((key) => [key, null])),
    ...Object.fromEntries(Object.entries(sent).map(([key, value]) => [key, String(value)])),
  };
}
