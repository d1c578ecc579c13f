import type { CloudObject } from "#cloud/collection.ts";
import { isFault } from "#cloud/fault.ts";
import { field } from "#resource-model/attributes.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { unique } from "#resource-model/lookup.ts";
import { changes } from "#resource-model/observation.ts";
import type { Step } from "#resource-model/step.ts";
import { boolean, freeMap, integer, list, number, string } from "#schema/property.ts";

const properties = {
  tenants: list(string("A project.", { names: "keystone.project" }), "Projects that may use it if it is not public.", {
    default: [],
    onChange: "update",
    since: "8.0.0",
  }),
  flavorid: string("Its id; Nova chooses one where it is not given.", { since: "7.0.0" }),
  name: string("Name of the flavor.", { since: "7.0.0" }),
  ram: integer("Memory, in MiB.", { required: true }),
  vcpus: integer("Processors.", { required: true }),
  disk: integer("Size of the root disk, in GiB.", { default: 0 }),
  swap: integer("Size of the swap disk, in MiB.", { default: 0 }),
  ephemeral: integer("Size of a second disk, in GiB.", { default: 0 }),
  rxtx_factor: number("Share of the network.", { default: 1 }),
  extra_specs: freeMap("What else servers of it are to have.", { onChange: "update" }),
  is_public: boolean("Whether all projects may use it.", { default: true, since: "6.0.0" }),
};
type Context = ResourceContext<typeof properties>;

async function act({ cloud, id }: Context, action: CloudObject): Promise<void> {
  try {
    await cloud.nova.flavors.act(id, "action", action);
  } catch (error) {
    // The project may (or may not) use it already.
    if (!isFault(error, "conflict", "notFound")) throw error;
  }
}

const specs: Step<typeof properties> = {
  name: "extra-specs",
  when: changes("extra_specs"),
  async start({ cloud, id, props, before }) {
    const wanted = props.extra_specs ?? {};
    for (const key of Object.keys(before?.extra_specs ?? {})) {
      if (key in wanted) continue;
      await cloud.nova.flavors.act(id, `os-extra_specs/${encodeURIComponent(key)}`, undefined, { method: "DELETE" });
    }
    if (Object.keys(wanted).length === 0) return;
    const texts = Object.entries(wanted).map(([key, value]) => [key, String(value)]);
    await cloud.nova.flavors.act(id, "os-extra_specs", { extra_specs: Object.fromEntries(texts) });
  },
};

const access: Step<typeof properties> = {
  name: "access",
  when: (c) => !c.props.is_public && (c.before === undefined || c.changed.has("tenants")),
  async start(c) {
    const { tenants } = c.props;
    // As Heat: a private flavor that names nobody is its maker's.
    const wanted = tenants.length > 0 || c.before ? tenants : [(await c.cloud.identity()).projectId];
    for (const tenant of c.before?.tenants ?? [])
      if (!wanted.includes(tenant)) await act(c, { removeTenantAccess: { tenant } });
    for (const tenant of wanted) await act(c, { addTenantAccess: { tenant } });
  },
};

/** A size of servers. */
export const flavor = defineResource({
  type: "OS::Nova::Flavor",
  description: "A size of servers: processors, memory, disks; for operators.",
  since: "2014.2",
  requires: "nova",
  properties,
  attributes: {
    is_public: field("os-flavor-access:is_public", "Whether all projects may use it.", "boolean"),
    extra_specs: {
      description: "What else servers of it have.",
      type: "map",
      async read({ cloud, id }: Context) {
        const answer = await cloud.nova.flavors.act(id, "os-extra_specs", undefined, { method: "GET" });
        return (answer as { extra_specs?: unknown }).extra_specs ?? {};
      },
    },
  },
  collection: (cloud) => cloud.nova.flavors,
  body: ({ flavorid, ephemeral, is_public, extra_specs: _specs, tenants: _tenants, ...same }) => ({
    ...same,
    id: flavorid,
    "OS-FLV-EXT-DATA:ephemeral": ephemeral,
    "os-flavor-access:is_public": is_public,
  }),
  // Nova filters flavors by nothing of use.
  lookup: unique("name", () => ({})),
  validate: ({ is_public, tenants }) =>
    is_public === true && Array.isArray(tenants) && tenants.length > 0
      ? ["tenants are for a flavor that is not public"]
      : [],
  create: (create) => [create, specs, access],
  update: () => [specs, access],
});
