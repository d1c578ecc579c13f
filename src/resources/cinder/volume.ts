import type { CloudObject } from "#cloud/collection.ts";
import { attribute, field } from "#resource-model/attributes.ts";
import { atMostOne, rules } from "#resource-model/checks.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { byStatus, changes, goneUnless, isWell, standsUnless, statusIn } from "#resource-model/observation.ts";
import { done, failed, waiting } from "#resource-model/outcome.ts";
import type { Outcome } from "#resource-model/outcome.ts";
import type { Step } from "#resource-model/step.ts";
import { boolean, freeMap, integer, string } from "#schema/property.ts";
import { backUp } from "./volume-backup.ts";

const properties = {
  name: string("Name of the volume.", { onChange: "update" }),
  description: string("What it is for.", { onChange: "update" }),
  size: integer("Size, in GiB; it can grow, not shrink.", { range: { min: 1 }, onChange: "update" }),
  volume_type: string("Its type.", { names: "cinder.vtype", onChange: "update" }),
  availability_zone: string("Availability zone that it is made in."),
  image: string("Image that its content is made from.", { names: "glance.image" }),
  snapshot_id: string("Snapshot that its content is made from.", { names: "cinder.snapshot" }),
  source_volid: string("Volume that its content is a copy of.", { names: "cinder.volume" }),
  backup_id: string("Backup that its content is restored from.", { names: "cinder.backup", onChange: "update" }),
  metadata: freeMap("Names and values kept with it.", { default: {}, onChange: "update" }),
  read_only: boolean("Whether it can only be read.", { onChange: "update", since: "5.0.0" }),
  scheduler_hints: freeMap("Wishes as to where it is made.", { since: "2015.1" }),
  multiattach: boolean("Whether several servers may attach it.", {
    default: false,
    hidden: true,
    since: "6.0.0",
    deprecated: "a volume type says it",
  }),
};
type Context = ResourceContext<typeof properties>;

const settled = ["AVAILABLE", "IN-USE"];
const failures = ["ERROR", "ERROR_EXTENDING", "ERROR_RESTORING", "ERROR_MANAGING"];
const volumes = ({ cloud }: Pick<Context, "cloud">) => cloud.cinder.volumes;

const settledNow = byStatus(settled, { failed: failures });

/** Done when the volume has settled with its new size: the old status alone may be that of before. */
function grown(c: Context): Outcome {
  const outcome = settledNow(c);
  return outcome.kind === "done" && c.observed?.size !== c.props.size
    ? waiting("the new size is not seen yet")
    : outcome;
}

const restore: Step<typeof properties> = {
  name: "restore",
  when: (c) => c.props.backup_id !== undefined && (c.before === undefined || c.changed.has("backup_id")),
  already: (c) => statusIn(c.observed ?? {}) === "RESTORING-BACKUP",
  async start(c) {
    await c.cloud.cinder.backups.act(String(c.props.backup_id), "restore", { restore: { volume_id: c.id } });
  },
  until: settledNow,
};

const retype: Step<typeof properties> = {
  name: "retype",
  when: changes("volume_type"),
  already: (c) => ["RETYPING", "MIGRATING"].includes(statusIn(c.observed ?? {})),
  async start(c) {
    const action = { new_type: c.props.volume_type ?? null, migration_policy: "never" };
    await volumes(c).act(c.id, "action", { "os-retype": action });
  },
  until: settledNow,
};

const growing = (c: Context): boolean => c.changed.has("size") && (c.props.size ?? 0) > (c.before?.size ?? 0);

const extend: Step<typeof properties> = {
  name: "extend",
  when: growing,
  already: ({ observed, props }) => statusIn(observed ?? {}) === "EXTENDING" || observed?.size === props.size,
  async start(c) {
    await volumes(c).act(c.id, "action", { "os-extend": { new_size: c.props.size } });
  },
  until: grown,
};

const refuseShrinking: Step<typeof properties> = {
  name: "refuse-shrinking",
  when: (c) => c.changed.has("size") && c.props.size !== undefined && c.props.size < (c.before?.size ?? 0),
  until: (c) => failed(`a volume of ${c.before?.size} GiB cannot be made smaller (${c.props.size} GiB)`),
};

/** Cinder refuses to delete a volume at which it is working, one that is still being made among them. */
const awaitIdle: Step<typeof properties> = {
  name: "wait-until-idle",
  until({ observed }) {
    if (observed === null) return done;
    if (observed === undefined) return waiting("not looked at yet");
    return /^(?!ERROR|DELETING).*ING$/.test(statusIn(observed)) ? waiting(`status ${statusIn(observed)}`) : done;
  },
};

const putMetadata: Step<typeof properties> = {
  name: "metadata",
  when: changes("metadata"),
  async start(c) {
    await volumes(c).act(c.id, "metadata", { metadata: texts(c.props.metadata) }, { method: "PUT" });
  },
};

const putReadOnly: Step<typeof properties> = {
  name: "read-only",
  when: (c) => c.changed.has("read_only") && c.props.read_only != null,
  async start(c) {
    await volumes(c).act(c.id, "action", { "os-update_readonly_flag": { readonly: c.props.read_only } });
  },
};

function texts(metadata: CloudObject): CloudObject {
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, String(value)]));
}

function checkSize({ size, ...props }: Readonly<Record<string, unknown>>): readonly string[] {
  const sources = ["snapshot_id", "source_volid", "backup_id"].filter((name) => props[name] != null);
  return size == null && sources.length === 0 ? ["size is needed where nothing else says how large it is"] : [];
}

/** A volume, a disk that servers can attach. */
export const volume = defineResource({
  type: "OS::Cinder::Volume",
  description: "A disk that a server can attach, empty or with the content of an image, snapshot, volume or backup.",
  requires: "cinder",
  properties,
  formerNames: { imageRef: "image" },
  attributes: {
    availability_zone: attribute("Its availability zone.", "string"),
    size: attribute("Its size, in GiB.", "string"),
    snapshot_id: attribute("Snapshot that it was made from.", "string"),
    display_name: field("name", "Its name.", "string"),
    display_description: field("description", "What it is for.", "string"),
    volume_type: attribute("Its type.", "string"),
    metadata: {
      description: "Its metadata, as JSON.",
      type: "string",
      read: (c) => JSON.stringify(c.observed?.metadata ?? {}),
    },
    metadata_values: field("metadata", "Its metadata.", "map"),
    source_volid: attribute("Volume that it is a copy of.", "string"),
    status: attribute("Its status.", "string"),
    created_at: attribute("When it was made.", "string"),
    bootable: attribute("Whether servers can boot from it.", "string"),
    encrypted: attribute("Whether it is encrypted.", "string"),
    attachments: {
      description: "Where it is attached, as JSON.",
      type: "string",
      read: (c) => JSON.stringify(c.observed?.attachments ?? []),
    },
    attachments_list: field("attachments", "Where it is attached.", "list"),
    multiattach: attribute("Whether several servers may attach it.", "boolean"),
  },
  collection: (cloud) => cloud.cinder.volumes,
  body: ({ image, name, description, ...others }, c) => {
    if (c.before) return { name, description };
    const { metadata, scheduler_hints, backup_id: _backup, read_only: _flag, multiattach, ...same } = others;
    return {
      ...same,
      name,
      description,
      imageRef: image,
      metadata: metadata && texts(metadata),
      ...(multiattach && { multiattach }),
      ...(scheduler_hints && { "OS-SCH-HNT:scheduler_hints": scheduler_hints }),
    };
  },
  check: [{ name: "check", until: isWell({ well: ["AVAILABLE", "IN-USE"] }) }],
  ready: ["AVAILABLE"],
  failed: failures,
  validate: rules(checkSize, atMostOne("image", "snapshot_id", "source_volid", "backup_id")),
  repairable: standsUnless("ERROR", "DELETING", "ERROR_DELETING"),
  create: (create) => [create, restore, putReadOnly],
  update: (update) => [
    refuseShrinking,
    { ...update, until: settledNow },
    putMetadata,
    restore,
    retype,
    extend,
    putReadOnly,
  ],
  snapshotOnDelete: [backUp()],
  delete: (remove) => [awaitIdle, { ...remove, until: goneUnless("ERROR", "ERROR_DELETING") }],
});
