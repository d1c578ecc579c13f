import type { OutputView, StackView } from "#engine/requests.ts";
import { isoSeconds } from "#lib/time.ts";
import type { Links } from "../links.ts";

type StackRow = StackView["row"];

function timeOrNull(timeMs: number | null): string | null {
  return timeMs === null ? null : isoSeconds(timeMs);
}

function tagsOf(row: StackRow): readonly string[] | null {
  return row.tags.length > 0 ? row.tags : null;
}

/** A stack as a list shows it; `project` only where the caller may see several. */
export function listedStack(row: StackRow, links: Links, withProject: boolean): Readonly<Record<string, unknown>> {
  return {
    id: row.id,
    links: [{ href: links.stack(row), rel: "self" }],
    stack_name: row.name,
    // As Heat: lists do not read the templates.
    description: "",
    stack_status: `${row.action}_${row.status}`,
    stack_status_reason: row.reason,
    creation_time: isoSeconds(row.createdAt),
    updated_time: timeOrNull(row.updatedAt),
    deletion_time: timeOrNull(row.deletedAt),
    stack_owner: row.userName,
    parent: row.ownerId,
    stack_user_project_id: null,
    tags: tagsOf(row),
    ...(withProject && { project: row.projectId }),
  };
}

/** An output with its value, or with why it has none. */
export function shownOutput(output: OutputView): Readonly<Record<string, unknown>> {
  return {
    output_key: output.key,
    description: output.description,
    output_value: output.value ?? null,
    ...(output.error !== undefined && { output_error: output.error }),
  };
}

/** A stack shown alone. */
export function shownStack(view: StackView, links: Links, withOutputs: boolean): Readonly<Record<string, unknown>> {
  const { row } = view;
  return {
    id: row.id,
    links: [{ href: links.stack(row), rel: "self" }],
    stack_name: row.name,
    description: view.description,
    template_description: view.description,
    creation_time: isoSeconds(row.createdAt),
    updated_time: timeOrNull(row.updatedAt),
    deletion_time: timeOrNull(row.deletedAt),
    stack_status: `${row.action}_${row.status}`,
    stack_status_reason: row.reason,
    parameters: view.parameters,
    ...(withOutputs && { outputs: view.outputs.map(shownOutput) }),
    capabilities: view.capabilities,
    notification_topics: view.notificationTopics,
    disable_rollback: row.disableRollback,
    timeout_mins: row.timeoutMinutes === 0 ? null : row.timeoutMinutes,
    stack_owner: row.userName,
    parent: row.ownerId,
    stack_user_project_id: null,
    tags: tagsOf(row),
  };
}
