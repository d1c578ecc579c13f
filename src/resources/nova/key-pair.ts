import type { CloudObject } from "#cloud/collection.ts";
import { isFault } from "#cloud/fault.ts";
import { attribute, stored } from "#resource-model/attributes.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { answerOnly, natural } from "#resource-model/lookup.ts";
import { gone } from "#resource-model/observation.ts";
import type { Started, Step } from "#resource-model/step.ts";
import { boolean, string } from "#schema/property.ts";

const properties = {
  name: string("Name of the key pair.", { required: true, length: { min: 1, max: 255 } }),
  save_private_key: boolean("Whether to keep the private key that Nova makes, for the attribute private_key.", {
    default: false,
  }),
  public_key: string("The public key; Nova makes a pair where it is not given."),
  type: string("Kind of key.", { oneOf: ["ssh", "x509"], since: "8.0.0" }),
  user: string("User it belongs to, if not the caller; for operators.", { names: "keystone.user", since: "9.0.0" }),
};
type Context = ResourceContext<typeof properties>;

async function create({ cloud, props }: Context): Promise<Started> {
  const { name, public_key, type, user, save_private_key } = props;
  const made = await cloud.nova.keypairs.create({
    name,
    ...(public_key && { public_key }),
    ...(type && { type }),
    ...(user && { user_id: user }),
  });
  const saved = save_private_key && typeof made.private_key === "string" ? { private_key: made.private_key } : {};
  const { private_key: _secret, ...observed } = made;
  return { id: name, observed, data: saved };
}

async function find({ cloud, props }: Context): Promise<readonly CloudObject[]> {
  try {
    const found = await cloud.nova.keypairs.show(props.name);
    return !props.public_key || sameKey(found.public_key, props.public_key) ? [found] : [];
  } catch (error) {
    if (isFault(error, "notFound")) return [];
    throw error;
  }
}

function sameKey(one: unknown, other: string): boolean {
  return typeof one === "string" && one.trim() === other.trim();
}

const sameName = ({ before, props }: Context): boolean => before !== undefined && before.name === props.name;

/** Set where the key of that name is not this resource's any more. */
const FREED = "freed";

const free: Step<typeof properties> = {
  name: "delete-old",
  when: sameName,
  async start(c) {
    await c.cloud.nova.keypairs.delete(c.id);
    return { data: { [FREED]: "true" } };
  },
  until: gone,
};

const restore: Step<typeof properties> = {
  name: "create-old",
  when: (c) => sameName(c) && c.before?.public_key !== undefined,
  async start(c) {
    const former = { ...c, props: c.before ?? c.props };
    // A crash may have come between the call and its being noted.
    if ((await find(former)).length === 0) await create(former);
    return { data: { [FREED]: "" } };
  },
};

/** A key to log in to servers with. */
export const keyPair = defineResource({
  type: "OS::Nova::KeyPair",
  description: "A pair of keys to log in to servers with: a given public key, or a pair that Nova makes.",
  since: "2014.1",
  requires: "nova",
  properties,
  attributes: {
    public_key: attribute("The public key.", "string"),
    private_key: stored("private_key", "The private key, if it was to be kept."),
  },
  collection: (cloud) => cloud.nova.keypairs,
  // A private key that Nova made stood only in the answer.
  lookup: (c, made) => (c.props.public_key ? natural(find) : answerOnly(find))(c, made),
  validate: ({ public_key, save_private_key }) =>
    public_key != null && save_private_key === true ? ["save_private_key is for keys that Nova makes"] : [],
  // Old and new cannot both have the name.
  beforeReplace: { free: [free], restore: [restore] },
  create: (derived) => [{ ...derived, start: create }],
  // Its name is its id: by now the key of that name is its replacement's.
  delete: (derived) => [{ ...derived, when: (c) => c.id !== "" && !c.data[FREED] }],
});
