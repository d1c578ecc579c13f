import { ApiFault } from "../../middleware/fault.ts";
import type { StackChange, StackPreview } from "#engine/requests.ts";
import type { Engine } from "#engine/requests.ts";
import type { Read } from "../fields.ts";
import { flag } from "../fields.ts";
import type { Asked, Method } from "../route.ts";
import { route } from "../route.ts";
import { planShape } from "../shapes/plan.ts";
import { previewedStack, resourceChanges } from "../shapes/preview.ts";
import { createFields, requestOf, updateFields } from "../stack-body.ts";
import { stackOf } from "./stacks.ts";

type CreateAsked = Pick<Asked, "caller"> & { readonly body: Read<typeof createFields> };
type UpdateAsked = Pick<Asked, "caller" | "param"> & { readonly body: Read<typeof updateFields> };

function previewOfCreate({ body, caller }: CreateAsked, engine: Engine): Promise<StackPreview> {
  const { stack_name: name } = body;
  if (name === undefined) throw new ApiFault(400, "the body has no stack_name");
  return engine.previewCreate(caller, name, { disableRollback: true, ...requestOf(body, { needsTemplate: true }) });
}

function previewOfUpdate(asked: UpdateAsked, engine: Engine, existing: boolean): Promise<StackPreview> {
  const { clear_parameters: clearParameters } = asked.body;
  const change: StackChange = {
    ...requestOf(asked.body, { needsTemplate: !existing }),
    existing,
    ...(existing && clearParameters !== undefined && { clearParameters }),
  };
  return engine.previewUpdate(asked.caller, stackOf(asked), change);
}

const previewCreate = route({
  method: "POST",
  path: "/stacks/preview",
  policy: "stacks:preview",
  status: 200,
  body: createFields,
  async handle(asked, engine) {
    return { stack: previewedStack(await previewOfCreate(asked, engine), asked.links) };
  },
});

const planCreate = route({
  method: "POST",
  path: "/stacks/plan",
  policy: "stacks:preview",
  status: 200,
  body: createFields,
  handle: async (asked, engine) => ({ plan: planShape((await previewOfCreate(asked, engine)).plan) }),
});

/** Both ways to change a stack: method, rule, whether what it has is kept. */
const changes: readonly (readonly [method: Method, policy: string, existing: boolean])[] = [
  ["PUT", "stacks:preview_update", false],
  ["PATCH", "stacks:preview_update_patch", true],
];

const previewUpdates = changes.map(([method, policy, existing]) =>
  route({
    method,
    path: "/stacks/:stack/:id/preview",
    policy,
    status: 200,
    query: { show_nested: flag("Whether resources of nested stacks are listed too.") },
    body: updateFields,
    async handle(asked, engine) {
      const preview = await previewOfUpdate(asked, engine, existing);
      return { resource_changes: resourceChanges(preview, { nested: asked.query.show_nested === true }) };
    },
  }),
);

const planUpdates = changes.map(([method, policy, existing]) =>
  route({
    method,
    path: "/stacks/:stack/:id/plan",
    policy,
    status: 200,
    body: updateFields,
    handle: async (asked, engine) => ({ plan: planShape((await previewOfUpdate(asked, engine, existing)).plan) }),
  }),
);

/** What would be done: as Heat shows it (`preview`), and with all that is known about it (`plan`, which Heat has not). */
export const previewRoutes = [previewCreate, planCreate, ...previewUpdates, ...planUpdates];
