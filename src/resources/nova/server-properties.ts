import { boolean, freeMap, list, map, string } from "#schema/property.ts";
import { blockDevice, formerBlockDevice } from "./block-device-properties.ts";
import { network } from "./network-properties.ts";

/** Properties of OS::Nova::Server. */
export const serverProperties = {
  name: string("Name of the server.", { onChange: "update" }),
  image: string("Image that it boots from.", { names: "glance.image", onChange: "update" }),
  block_device_mapping: list(formerBlockDevice, "Its disks, in the old form."),
  block_device_mapping_v2: list(blockDevice, "Its disks.", { since: "2015.1" }),
  flavor: string("Its size.", { required: true, names: "nova.flavor", onChange: "update" }),
  flavor_update_policy: string("Whether another flavor resizes it or makes a new server.", {
    default: "RESIZE",
    oneOf: ["RESIZE", "REPLACE"],
    onChange: "update",
  }),
  image_update_policy: string("Whether another image rebuilds it or makes a new server.", {
    default: "REBUILD",
    oneOf: ["REBUILD", "REPLACE", "REBUILD_PRESERVE_EPHEMERAL"],
    onChange: "update",
  }),
  key_name: string("Key pair to log in with.", { names: "nova.keypair" }),
  admin_user: string("Name of the administrator in it.", {
    hidden: true,
    deprecated: "cloud-init's own default user, or user data, says it",
  }),
  availability_zone: string("Availability zone that it runs in."),
  security_groups: list(string("Name or id of a group."), "Security groups of the ports that Nova makes for it.", {
    default: [],
  }),
  networks: list(network, "Networks that it is on, in the order of its interfaces.", { onChange: "update" }),
  scheduler_hints: freeMap("Wishes as to where it runs."),
  metadata: freeMap("Names and values kept with it.", { default: {}, onChange: "update" }),
  user_data_format: string("How user data reaches it.", {
    default: "HEAT_CFNTOOLS",
    oneOf: ["HEAT_CFNTOOLS", "RAW", "SOFTWARE_CONFIG"],
  }),
  software_config_transport: string("How it asks for its software configuration.", {
    default: "POLL_SERVER_CFN",
    oneOf: ["POLL_SERVER_CFN", "POLL_SERVER_HEAT", "POLL_TEMP_URL", "ZAQAR_MESSAGE"],
    onChange: "update",
  }),
  user_data_update_policy: string("What other user data means for it.", {
    default: "REPLACE",
    oneOf: ["REPLACE", "IGNORE", "REBUILD"],
    onChange: "update",
    since: "6.0.0",
  }),
  user_data: string("What it runs at its first boot.", { default: "", onChange: "update" }),
  reservation_id: string("Reservation to ask for."),
  config_drive: boolean("Whether it gets its configuration on a disk."),
  diskConfig: string("Whether Nova partitions its disk by itself.", { oneOf: ["AUTO", "MANUAL"] }),
  personality: freeMap("Files to put into it; clouds of today refuse them.", {
    default: {},
    deprecated: "user data or config_drive does it",
  }),
  admin_pass: string("Password of the administrator in it.", { onChange: "update", secret: true }),
  tags: list(string("A tag."), "Its tags.", { onChange: "update", since: "8.0.0" }),
  deployment_swift_data: map(
    {
      container: string("Name of the container.", { length: { min: 1 } }),
      object: string("Name of the object.", { length: { min: 1 } }),
    },
    "Where in Swift its configuration is kept.",
    { default: {}, onChange: "update", since: "9.0.0" },
  ),
};
