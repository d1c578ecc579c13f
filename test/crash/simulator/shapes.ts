import type { StackRequest } from "#engine/requests.ts";

type Json = Readonly<Record<string, unknown>>;

/** How the resources of a scenario stand to each other. */
export const shapes = ["flat", "chained", "nested", "grouped"] as const;

/** One of them. */
export type Shape = (typeof shapes)[number];

/** What a definition of a stack differs in. */
export interface Variant {
  /** Changes in place. */
  readonly mark?: string;
  readonly size?: number;
  /** A value whose change asks for new objects. */
  readonly renew?: string;
  /** One resource is of another type. */
  readonly otherType?: boolean;
  /** One resource, or member, more. */
  readonly more?: boolean;
  readonly fails?: "early" | "late" | "mended";
  /** Seconds that an action of the resource which only waits takes. */
  readonly wait?: Partial<Readonly<Record<"create" | "update" | "delete", number>>>;
  /** Name of the key pair. */
  readonly key?: string;
  readonly policy?: "Retain" | "Snapshot";
  readonly metadata?: string;
  /** The order of two of the resources. */
  readonly inverted?: boolean;
  readonly group?: Json;
  readonly updatePolicy?: Json;
}

const attribute = (...path: readonly unknown[]): Json => ({ get_attr: path });
const reference = (name: string): Json => ({ get_resource: name });
const resource = (type: string, properties: Json = {}, more: Json = {}): Json => ({ type, properties, ...more });

const testResource = "OS::Heat::TestResource";
const publicKeys: Readonly<Record<string, string>> = {
  first: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGvZ0c1Y2yMnpXcHcWBTOIwO2y1gKCPCi0Xm0cyPYGDx someone",
  second: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHvZ0c1Y2yMnpXcHcWBTOIwO2y1gKCPCi0Xm0cyPYGDx someone",
};

function waitingResource({ renew = "first", wait = {} }: Variant, mark: unknown): Json {
  return resource(testResource, { value: mark, update_replace_value: renew, wait_secs: 1, action_wait_secs: wait });
}

function failing({ fails }: Variant, after: string): Json {
  if (fails === undefined) return {};
  const bad = { fail: fails !== "mended", wait_secs: 1 };
  return { bad: resource(testResource, bad, fails === "early" ? {} : { depends_on: after }) };
}

function volume({ size = 1, policy }: Variant, description: unknown, more: Json = {}): Json {
  const kept = { ...more, ...(policy && { deletion_policy: policy }) };
  return resource("OS::Cinder::Volume", { size, description }, kept);
}

function thing({ otherType, metadata }: Variant, more: Json = {}): Json {
  const given = metadata === undefined ? more : { ...more, metadata: { said: metadata } };
  return resource(otherType ? "OS::Neutron::SecurityGroup" : "OS::Neutron::Net", {}, given);
}

/** Resources that know nothing of each other. */
function flat(variant: Variant, mark: unknown): Json {
  return {
    net: resource("OS::Neutron::Net", { tags: [mark] }),
    volume: volume(variant, mark),
    key: resource("OS::Nova::KeyPair", {
      name: variant.key ?? "key",
      public_key: publicKeys[variant.renew ?? "first"],
    }),
    value: waitingResource(variant, mark),
    thing: thing(variant),
    ...(variant.more && { more: resource("OS::Neutron::SecurityGroup", { rules: [{ protocol: "tcp" }] }) }),
    ...failing(variant, "volume"),
  };
}

/** Each resource needs the one before. */
function chained(variant: Variant, mark: unknown): Json {
  const { renew = "first", more } = variant;
  return {
    net: resource("OS::Neutron::Net"),
    subnet: resource("OS::Neutron::Subnet", {
      network: reference("net"),
      cidr: renew === "first" ? "10.7.0.0/24" : "10.9.0.0/24",
    }),
    port: resource("OS::Neutron::Port", { network: reference("net"), fixed_ips: [{ subnet: reference("subnet") }] }),
    value: { ...waitingResource(variant, mark), depends_on: "port" },
    volume: volume(variant, attribute("value", "output")),
    thing: thing(variant, { depends_on: "volume" }),
    ...(more && { more: resource("OS::Neutron::SecurityGroup", { description: attribute("volume", "size") }) }),
    ...failing(variant, "thing"),
  };
}

/** What each member of a group has. */
function small(variant: Variant, mark: unknown): Json {
  return {
    net: resource("OS::Neutron::Net", { tags: [mark] }),
    value: { ...waitingResource(variant, mark), depends_on: "net" },
    volume: volume(variant, attribute("value", "output")),
    thing: thing(variant, { depends_on: "net" }),
    ...failing(variant, "volume"),
  };
}

/** Two of which one needs the other, in the one order or the other, and a third that needs both. */
function ordered({ inverted = false, renew = "first" }: Variant): Json {
  const [first, second] = inverted ? (["b", "a"] as const) : (["a", "b"] as const);
  const given = { update_replace_value: renew, wait_secs: 1 };
  return {
    [first]: resource(testResource, given),
    [second]: resource(testResource, { ...given, value: attribute(first, "output") }),
    value: resource("OS::Neutron::Net", {}, { depends_on: second }),
  };
}

const version = "2018-08-31";
const parameters = {
  mark: { type: "string", default: "one", immutable: false },
  fixed: { type: "string", default: "a", immutable: true },
};
const output = (value: unknown): Json => ({ value: { value } });

function document(resources: Json, value: unknown): Json {
  return { heat_template_version: version, parameters, resources, outputs: output(value) };
}

const file = "file:///inner.yaml";

function inside(resources: Json, value: unknown): Pick<StackRequest, "environment" | "files"> {
  const inner = {
    heat_template_version: version,
    parameters: { mark: { type: "string" } },
    resources,
    outputs: output(value),
  };
  return { environment: { resource_registry: { "My::Inner": file } }, files: { [file]: JSON.stringify(inner) } };
}

/** A nested stack between two resources, of which one reads from the other through it. */
function nested(resources: Json, value: unknown, read: string): Partial<StackRequest> {
  const mark = { get_param: "mark" };
  return {
    ...inside(resources, value),
    template: document(
      {
        first: resource("OS::Neutron::Net", { tags: [mark] }),
        inner: resource("My::Inner", { mark }, { depends_on: "first" }),
        reader: resource(testResource, { value: attribute("inner", "resource.value", read), wait_secs: 1 }),
      },
      attribute("inner", "value"),
    ),
  };
}

/** A group of nested stacks, a chain beside it, and one that reads from a member. */
function grouped(resources: Json, value: unknown, variant: Variant): Partial<StackRequest> {
  const mark = { get_param: "mark" };
  const links = Array<string>(variant.more ? 3 : 2).fill(testResource);
  return {
    ...inside(resources, value),
    template: document(
      {
        group: resource(
          "OS::Heat::ResourceGroup",
          { count: variant.more ? 3 : 2, resource_def: resource("My::Inner", { mark }), ...variant.group },
          variant.updatePolicy && { update_policy: variant.updatePolicy },
        ),
        links: resource("OS::Heat::ResourceChain", { resources: links, resource_properties: { value: mark } }),
        reader: resource(testResource, { value: attribute("group", "resource.1", "value"), wait_secs: 1 }),
      },
      attribute("group", "value"),
    ),
  };
}

function wrapped(shape: Shape, resources: Json, variant: Variant): Partial<StackRequest> {
  const isOrdered = variant.inverted !== undefined;
  const read = isOrdered ? "status" : "output";
  const value = attribute("value", read);
  if (shape === "nested") return nested(resources, value, read);
  if (shape === "grouped") return grouped(resources, value, variant);
  return { template: document(resources, value) };
}

/** A stack of that shape: its template, with the files and the environment that it needs. */
export function stackOf(shape: Shape, variant: Variant = {}): Partial<StackRequest> {
  const mark = { get_param: "mark" };
  const core = shape === "flat" ? flat : shape === "grouped" ? small : chained;
  const resources = variant.inverted === undefined ? core(variant, mark) : ordered(variant);
  return { ...wrapped(shape, resources, variant), parameters: { mark: variant.mark ?? "one" } };
}
