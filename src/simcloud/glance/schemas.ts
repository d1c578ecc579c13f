import type { Json } from "../service.ts";

const text = { type: "string" };
const optionalText = { type: ["null", "string"] };
const optionalNumber = { type: ["null", "integer"], readOnly: true };
const fixedText = { type: "string", readOnly: true };

const image: Json = {
  name: "image",
  properties: {
    id: text,
    name: optionalText,
    status: fixedText,
    visibility: { type: "string", enum: ["community", "public", "private", "shared"] },
    protected: { type: "boolean" },
    os_hidden: { type: "boolean" },
    checksum: { type: ["null", "string"], readOnly: true },
    os_hash_algo: { type: ["null", "string"], readOnly: true },
    os_hash_value: { type: ["null", "string"], readOnly: true },
    owner: optionalText,
    size: optionalNumber,
    virtual_size: optionalNumber,
    container_format: {
      type: ["null", "string"],
      enum: [null, "ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed"],
    },
    disk_format: {
      type: ["null", "string"],
      enum: [null, "ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "iso", "ploop"],
    },
    created_at: fixedText,
    updated_at: fixedText,
    tags: { type: "array", items: { type: "string", maxLength: 255 } },
    min_ram: { type: "integer" },
    min_disk: { type: "integer" },
    self: fixedText,
    file: fixedText,
    stores: fixedText,
    schema: fixedText,
  },
  additionalProperties: { type: "string" },
  links: [
    { rel: "self", href: "{self}" },
    { rel: "enclosure", href: "{file}" },
    { rel: "describedby", href: "{schema}" },
  ],
};

const member: Json = {
  name: "member",
  properties: {
    member_id: text,
    image_id: text,
    created_at: text,
    updated_at: text,
    status: { type: "string", enum: ["pending", "accepted", "rejected"] },
    schema: fixedText,
  },
};

/** The documents below `/v2/schemas`, by name. */
export const schemas: ReadonlyMap<string, Json> = new Map<string, Json>([
  ["image", image],
  [
    "images",
    {
      name: "images",
      properties: { images: { type: "array", items: image }, first: text, next: text, schema: text },
      links: [
        { rel: "first", href: "{first}" },
        { rel: "next", href: "{next}" },
        { rel: "describedby", href: "{schema}" },
      ],
    },
  ],
  ["member", member],
  [
    "members",
    {
      name: "members",
      properties: { members: { type: "array", items: member }, schema: text },
      links: [{ rel: "describedby", href: "{schema}" }],
    },
  ],
]);
