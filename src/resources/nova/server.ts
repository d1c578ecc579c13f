import { isFault } from "#cloud/fault.ts";
import { atMostOne, rules } from "#resource-model/checks.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { unique } from "#resource-model/lookup.ts";
import { faultText, gone, isWell, standsUnless, statusIn } from "#resource-model/observation.ts";
import { done, failed } from "#resource-model/outcome.ts";
import type { Outcome } from "#resource-model/outcome.ts";
import { namesOf, ofType, sameReference } from "#resource-model/siblings.ts";
import type { Sibling } from "#resource-model/resource-type.ts";
import type { Step } from "#resource-model/step.ts";
import { blockDeviceToSend } from "./block-device-properties.ts";
import { serverAttributes } from "./server-attributes.ts";
import * as change from "./server-changes.ts";
import * as wiring from "./server-networks.ts";
import { serverProperties as properties } from "./server-properties.ts";
import { userDataToSend } from "./server-user-data.ts";
import { freePorts, restorePorts } from "./server-replacement.ts";
import { snapshot } from "./server-snapshot.ts";

type Context = ResourceContext<typeof properties>;

/** Nova's name filter is a regular expression: the whole name, with nothing special in it. */
const byName = (name: string) => ({ name: `^${name.replaceAll(/[^\w -]/g, ".")}$` });

/** Deleted, or put aside by a cloud that keeps deleted servers for a while. */
function goneOrAside(c: Context): Outcome {
  const status = statusIn(c.observed ?? {});
  if (status === "SOFT_DELETED") return done;
  if (c.observed && status === "ERROR" && change.taskOf(c.observed) === "")
    return failed(`it could not be deleted: ${faultText(c.observed) || "status ERROR"}`);
  return gone(c);
}

const forceDelete: Step<typeof properties> = {
  name: "force-delete",
  when: (c) => c.id !== "",
  already: ({ observed }) => observed === null,
  async start(c) {
    if (statusIn(c.observed ?? {}) !== "SOFT_DELETED") return;
    try {
      await c.cloud.nova.servers.act(c.id, "action", { forceDelete: null });
    } catch (error) {
      if (!isFault(error, "notFound")) throw error;
    }
  },
  until: gone,
};

/** The subnets of its networks; all of the stack where a network is left to Nova. */
function dependsOn(props: Readonly<Record<string, unknown>>, others: readonly Sibling[]): readonly string[] {
  const networks = Array.isArray(props.networks)
    ? (props.networks as readonly Readonly<Record<string, unknown>>[])
    : [];
  return namesOf(
    ofType(others, "OS::Neutron::Subnet").filter((subnet) =>
      networks.some(({ network, port }) => (network ? sameReference(network, subnet.props.network) : !port)),
    ),
  );
}

function replaces({ changed, props }: Context): boolean {
  return (
    (changed.has("flavor") && props.flavor_update_policy === "REPLACE") ||
    (changed.has("image") && props.image_update_policy === "REPLACE") ||
    (changed.has("user_data") && props.user_data_update_policy === "REPLACE")
  );
}

function checkBoot(props: Readonly<Record<string, unknown>>): readonly string[] {
  const disks = ["block_device_mapping", "block_device_mapping_v2"].some((name) => props[name] != null);
  return props.image == null && !disks ? ["it needs an image, or disks to boot from"] : [];
}

/** A server. */
export const server = defineResource({
  type: "OS::Nova::Server",
  description: "A server: a virtual machine of a flavor, booted from an image or a volume.",
  requires: "nova",
  properties,
  formerNames: { "networks.uuid": "network", "block_device_mapping_v2.image_id": "image" },
  attributes: serverAttributes,
  nameLimit: 53,
  updatesMetadata: true,
  collection: (cloud) => cloud.nova.servers,
  body: (sent, c) => (c.before ? (sent.name === undefined ? {} : { name: sent.name }) : bootBody(c)),
  ready: ["ACTIVE"],
  lookup: unique("name", byName),
  dependsOn,
  validate: rules(checkBoot, atMostOne("block_device_mapping", "block_device_mapping_v2")),
  replaces,
  repairable: standsUnless("ERROR", "DELETED", "SOFT_DELETED"),
  // Old and new cannot both have a port.
  beforeReplace: { free: [freePorts], restore: [restorePorts] },
  create: (create) => [wiring.makePorts, create, change.putTags, wiring.leadFloatingIps],
  update: ({ start, name, when }) => [
    { name, ...(when && { when }), ...(start && { start }) },
    change.putMetadata,
    change.putTags,
    wiring.detachNetworks,
    wiring.removeDetachedPorts,
    wiring.attachNetworks,
    wiring.leadFloatingIps,
    change.resize,
    change.confirmResize,
    change.rebuild,
    change.changePassword,
  ],
  delete: (remove) => [{ ...remove, until: goneOrAside }, forceDelete, wiring.removePorts],
  suspend: [change.suspend],
  resume: [change.resume],
  check: [{ name: "check", until: isWell({ well: ["ACTIVE"] }) }],
  snapshotOnDelete: [snapshot],
});

function bootBody(c: Context) {
  const { props, name } = c;
  const { block_device_mapping: former, block_device_mapping_v2: devices, metadata, scheduler_hints } = props;
  return {
    name: props.name ?? name,
    imageRef: props.image,
    flavorRef: props.flavor,
    key_name: props.key_name,
    availability_zone: props.availability_zone,
    networks: wiring.networksToSend(c),
    ...(props.security_groups.length > 0 && {
      security_groups: props.security_groups.map((group) => ({ name: group })),
    }),
    ...(Object.keys(metadata).length > 0 && { metadata: change.texts(metadata) }),
    user_data: userDataToSend(c),
    config_drive: props.config_drive,
    "OS-DCF:diskConfig": props.diskConfig,
    adminPass: props.admin_pass,
    ...(former?.length && { block_device_mapping: former }),
    ...(devices?.length && { block_device_mapping_v2: devices.map(blockDeviceToSend) }),
    ...(scheduler_hints && { "os:scheduler_hints": scheduler_hints }),
    ...(Object.keys(props.personality).length > 0 && { personality: files(props.personality) }),
  };
}

function files(personality: Readonly<Record<string, unknown>>) {
  return Object.entries(personality).map(([path, contents]) => ({
    path,
    contents: Buffer.from(String(contents)).toString("base64"),
  }));
}
