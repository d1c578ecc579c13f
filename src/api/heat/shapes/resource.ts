import type { ResourceView } from "#engine/requests.ts";
import { isoSeconds } from "#lib/time.ts";
import type { Links } from "../links.ts";

/** A resource as lists show it; with `detail` also its description and attributes. */
export function resourceShape(
  view: ResourceView,
  links: Links,
  options: { readonly detail: boolean },
): Readonly<Record<string, unknown>> {
  const { row, stack, nested } = view;
  return {
    resource_name: row.name,
    logical_resource_id: row.name,
    physical_resource_id: row.physicalId ?? "",
    resource_status: `${row.action}_${row.status}`,
    resource_status_reason: row.reason,
    resource_type: row.type,
    creation_time: isoSeconds(row.createdAt),
    updated_time: isoSeconds(row.updatedAt),
    links: [
      { href: links.resource(stack, row.name), rel: "self" },
      { href: links.stack(stack), rel: "stack" },
      ...(nested === undefined ? [] : [{ href: links.stack(nested), rel: "nested" }]),
    ],
    required_by: view.requiredBy,
    ...(view.parentResource !== undefined && { parent_resource: view.parentResource }),
    ...(options.detail && { description: view.description, attributes: view.attributes ?? {} }),
  };
}
