import { createHash } from "node:crypto";

import type { SimContext, SimObject } from "../service.ts";
import type { Table } from "../state.ts";

/** An image as it is kept. */
export interface ImageRow extends SimObject {
  name: string | null;
  status: string;
  visibility: string;
  owner: string;
  protected: boolean;
  hidden: boolean;
  checksum: string | null;
  hash: string | null;
  size: number | null;
  virtual_size: number | null;
  container_format: string | null;
  disk_format: string | null;
  min_ram: number;
  min_disk: number;
  tags: string[];
  created: number;
  updated: number;
  /** Properties of the owner's own. */
  properties: Record<string, string>;
  /** Whether bytes wait to be imported. */
  staged: boolean;
}

/** The bytes of an image, base64; only small ones are kept. */
export interface ImageData extends SimObject {
  base64: string;
}

/** Glance's table of images. */
export function imageTable(context: SimContext): Table<ImageRow> {
  return context.table<ImageRow>("glance.images");
}

/** Glance's table of the bytes of images. */
export function dataTable(context: SimContext): Table<ImageData> {
  return context.table<ImageData>("glance.data");
}

type Given = Partial<ImageRow> & Pick<ImageRow, "name" | "owner" | "visibility" | "status">;

/** Makes an image with Glance's defaults for what is not given. */
export function newImage(context: SimContext, given: Given): ImageRow {
  const image: ImageRow = {
    id: context.uuid(),
    protected: false,
    hidden: false,
    checksum: null,
    hash: null,
    size: null,
    virtual_size: null,
    container_format: null,
    disk_format: null,
    min_ram: 0,
    min_disk: 0,
    tags: [],
    created: context.now(),
    updated: context.now(),
    properties: {},
    staged: false,
    ...given,
  };
  imageTable(context).put(image);
  return image;
}

/** The fields that tell what an image's bytes are. */
export function digestOf(bytes: Uint8Array): Pick<ImageRow, "checksum" | "hash" | "size" | "virtual_size"> {
  return {
    checksum: createHash("md5").update(bytes).digest("hex"),
    hash: createHash("sha512").update(bytes).digest("hex"),
    size: bytes.byteLength,
    virtual_size: bytes.byteLength,
  };
}

/** Puts the public images that a fresh cloud has, unless there are images. */
export function seedGlance(context: SimContext, adminProjectId: string): void {
  if (Array.from(imageTable(context).everything()).length > 0) return;
  // The ids are the same on every simulated cloud, so that they can be written down.
  const seeds = {
    cirros: "5c1a2f04-7d3b-4c1e-9f60-000000000001",
    "cirros-0.6": "5c1a2f04-7d3b-4c1e-9f60-000000000002",
  };
  for (const [name, id] of Object.entries(seeds)) {
    const properties = { os_distro: "cirros" };
    const known = { ...digestOf(Buffer.from(name)), size: 16_300_544, virtual_size: 117_440_512 };
    newImage(context, {
      id,
      name,
      owner: adminProjectId,
      visibility: "public",
      status: "active",
      disk_format: "qcow2",
      container_format: "bare",
      properties,
      ...known,
    });
  }
}
