import { Answer, route } from "../route.ts";
import type { Asked } from "../route.ts";
import { listedStack, shownStack } from "../shapes/stack.ts";
import { createFields, requestOf, updateFields } from "../stack-body.ts";
import type { Read } from "../fields.ts";
import { flag } from "../fields.ts";
import type { Links } from "../links.ts";
import { environmentShape } from "../shapes/environment.ts";
import { stackListFields, stackQueryOf, unpaged } from "../stack-filter.ts";
import type { StackQuery } from "../stack-filter.ts";
import { ApiFault } from "../../middleware/fault.ts";
import type { JsonObject } from "../../middleware/json-body.ts";
import { isObject } from "../../middleware/json-body.ts";
import { EngineFault } from "#engine/faults.ts";
import type { Engine, StackView } from "#engine/requests.ts";

/** The stack that the path names by name and id. */
export function stackOf(asked: Pick<Asked, "param">): { readonly name: string; readonly id: string } {
  return { name: asked.param("stack"), id: asked.param("id") };
}

const createStack = route({
  method: "POST",
  path: "/stacks",
  policy: "stacks:create",
  status: 201,
  body: createFields,
  async handle({ body, caller, links }, engine) {
    const name = body.stack_name;
    if (name === undefined) throw new ApiFault(400, "the body has no stack_name");
    if (body.converge !== undefined) throw new ApiFault(400, "converge is only for changes of a stack");
    const adopt = body.adopt_stack_data ?? undefined;
    const { id } = await engine.createStack(caller, name, {
      disableRollback: true,
      ...requestOf(body, { needsTemplate: adopt === undefined }),
      ...(adopt !== undefined && { adopt }),
    });
    const href = links.stack({ id, name, projectId: caller.projectId });
    return new Answer({ stack: { id, links: [{ href, rel: "self" }] } }, { location: href });
  },
});

type StackRow = StackView["row"];

async function pageOf(
  engine: Engine,
  asked: Asked,
  query: StackQuery,
  limit: number | undefined,
): Promise<readonly StackRow[]> {
  const { filter, rest } = query;
  const rows = await engine.listStacks(asked.caller, filter);
  return rest === undefined ? rows : rows.filter(rest).slice(0, limit);
}

async function countOf(engine: Engine, asked: Asked, { filter, rest }: StackQuery): Promise<number> {
  if (rest === undefined) return await engine.countStacks(asked.caller, unpaged(filter));
  return (await engine.listStacks(asked.caller, unpaged(filter))).filter(rest).length;
}

function nextPage(links: Links, asked: Pick<Asked, "search" | "caller">, marker: string): string {
  const parameters = new URLSearchParams(asked.search);
  parameters.set("marker", marker);
  return `${links.collection(asked.caller.projectId, "stacks")}?${parameters.toString()}`;
}

const listStacks = route({
  method: "GET",
  path: "/stacks",
  policy: "stacks:index",
  status: 200,
  query: stackListFields,
  async handle(asked, engine) {
    const { query, caller, links, isAdmin } = asked;
    const isGlobal = query.global_tenant === true;
    if (isGlobal) asked.enforce("stacks:global_index");
    const stackQuery = stackQueryOf(query, isGlobal ? undefined : caller.projectId);
    const rows = await pageOf(engine, asked, stackQuery, query.limit);
    const last = rows.at(-1);
    const isFull = query.limit !== undefined && query.limit > 0 && rows.length === query.limit;
    return {
      stacks: rows.map((row) => listedStack(row, links, isGlobal || isAdmin)),
      ...(isFull && last !== undefined && { links: [{ rel: "next", href: nextPage(links, asked, last.id) }] }),
      ...(query.with_count === true && { count: await countOf(engine, asked, stackQuery) }),
    };
  },
});

const detailStacks = route({
  method: "GET",
  path: "/stacks/detail",
  policy: "stacks:detail",
  status: 200,
  async handle({ caller, links, isAdmin }, engine) {
    // As Heat: nothing in the query counts here.
    const query = stackQueryOf({} as Read<typeof stackListFields>, caller.projectId);
    const rows = await engine.listStacks(caller, query.filter);
    return { stacks: rows.map((row) => listedStack(row, links, isAdmin)) };
  },
});

const showStack = route({
  method: "GET",
  path: "/stacks/:stack/:id",
  policy: "stacks:show",
  status: 200,
  query: { resolve_outputs: flag("Whether the outputs are shown; absent: yes.") },
  async handle(asked, engine) {
    const resolveOutputs = asked.query.resolve_outputs ?? true;
    const view = await engine.showStack(asked.caller, stackOf(asked), { resolveOutputs });
    const isGone = view.row.action === "DELETE" && view.row.status === "COMPLETE";
    return { stack: shownStack(view, asked.links, resolveOutputs && !isGone) };
  },
});

const updateStack = route({
  method: "PUT",
  path: "/stacks/:stack/:id",
  policy: "stacks:update",
  status: 202,
  body: updateFields,
  async handle(asked, engine) {
    const request = requestOf(asked.body, { needsTemplate: true });
    // As Heat: what a PUT does not say is not kept; its tags are gone.
    await engine.updateStack(asked.caller, stackOf(asked), { tags: [], ...request, existing: false });
  },
});

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === "" ||
    (typeof value === "object" && Object.keys(value).length === 0)
  );
}

/** Rule for a PATCH: one that says nothing new may be allowed to those who may not change anything. */
function patchPolicy(body: JsonObject): string {
  const isNothing = Object.entries(body).every(([name, value]) => name === "existing" || isEmpty(value));
  return isNothing ? "stacks:update_no_change" : "stacks:update_patch";
}

const patchStack = route({
  method: "PATCH",
  path: "/stacks/:stack/:id",
  policy: patchPolicy,
  status: 202,
  body: updateFields,
  async handle(asked, engine) {
    const request = requestOf(asked.body, { needsTemplate: false });
    const { clear_parameters: clearParameters } = asked.body;
    await engine.updateStack(asked.caller, stackOf(asked), {
      ...request,
      existing: true,
      ...(clearParameters !== undefined && { clearParameters }),
    });
  },
});

const deleteStack = route({
  method: "DELETE",
  path: "/stacks/:stack/:id",
  policy: "stacks:delete",
  status: 204,
  async handle(asked, engine) {
    const { deletedAt, name } = await engine.findStack(asked.caller, stackOf(asked));
    // As Heat: what is deleted can be shown, but not deleted again.
    if (deletedAt !== null) throw new EngineFault("EntityNotFound", `the stack ${name} is deleted already`);
    await engine.deleteStack(asked.caller, stackOf(asked));
  },
});

const abandonStack = route({
  method: "DELETE",
  path: "/stacks/:stack/:id/abandon",
  policy: "stacks:abandon",
  status: 200,
  handle: (asked, engine) => engine.abandonStack(asked.caller, stackOf(asked)),
});

const exportStack = route({
  method: "GET",
  path: "/stacks/:stack/:id/export",
  policy: "stacks:export",
  status: 200,
  handle: (asked, engine) => engine.exportStack(asked.caller, stackOf(asked)),
});

const showTemplate = route({
  method: "GET",
  path: "/stacks/:stack/:id/template",
  policy: "stacks:template",
  status: 200,
  handle: (asked, engine) => engine.showTemplate(asked.caller, stackOf(asked)),
});

const HIDDEN = "******";

/** Values given to parameters, those of the stack's hidden ones masked. */
function withHidden(given: JsonObject, shown: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, shown[name] === HIDDEN ? HIDDEN : value]),
  );
}

const showEnvironment = route({
  method: "GET",
  path: "/stacks/:stack/:id/environment",
  policy: "stacks:environment",
  status: 200,
  async handle(asked, engine) {
    const environment = await engine.showEnvironment(asked.caller, stackOf(asked));
    const { parameters } = await engine.showStack(asked.caller, stackOf(asked), { resolveOutputs: false });
    const masked = (given: unknown): JsonObject => withHidden(isObject(given) ? given : {}, parameters);
    return {
      ...environmentShape(environment),
      parameters: masked(environment["parameters"]),
      parameter_defaults: masked(environment["parameter_defaults"]),
    };
  },
});

const showFiles = route({
  method: "GET",
  path: "/stacks/:stack/:id/files",
  policy: "stacks:files",
  status: 200,
  handle: (asked, engine) => engine.showFiles(asked.caller, stackOf(asked)),
});

/** Stacks. */
export const stackRoutes = [
  createStack,
  listStacks,
  detailStacks,
  showStack,
  updateStack,
  patchStack,
  deleteStack,
  abandonStack,
  exportStack,
  showTemplate,
  showEnvironment,
  showFiles,
];
