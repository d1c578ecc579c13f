import type { Caller, Engine, StackView } from "#engine/requests.ts";
import { EngineFault } from "#engine/faults.ts";
import { ApiFault } from "../../middleware/fault.ts";
import type { Asked } from "../route.ts";
import { Answer, route } from "../route.ts";

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const ARN = /^arn:openstack:heat::([^:]*):stacks\/([^/]+)\/([^/]+)(\/.*)?$/i;

async function findStack(engine: Engine, caller: Caller, nameOrId: string): Promise<StackView["row"]> {
  if (UUID.test(nameOrId)) {
    try {
      return await engine.findStack(caller, { id: nameOrId });
    } catch (error) {
      // A name may look like an id.
      if (!(error instanceof EngineFault) || error.type !== "EntityNotFound") throw error;
    }
  }
  return await engine.findStack(caller, { name: nameOrId });
}

function unquoted(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) throw new ApiFault(400, "the ARN has a broken percent escape");
    throw error;
  }
}

async function canonicalUrl({ caller, links }: Asked, engine: Engine, stack: string): Promise<string> {
  if (!/^arn:/i.test(stack)) return links.stack(await findStack(engine, caller, stack));
  const [, projectId, name, id, path = ""] = ARN.exec(stack) ?? [];
  if (projectId === undefined || name === undefined || id === undefined) {
    throw new ApiFault(400, "that is not the ARN of a stack");
  }
  // As Heat: whether it exists shows at the address that the ARN names.
  return links.stack({ projectId: unquoted(projectId), name: unquoted(name), id: unquoted(id) }) + path;
}

async function redirect(asked: Asked, engine: Engine, suffix: string): Promise<Answer> {
  const url = await canonicalUrl(asked, engine, asked.param("stack"));
  return new Answer(undefined, { location: `${url}${suffix}${asked.search}` });
}

const lookup = route({
  method: ["GET", "POST", "PUT", "PATCH", "DELETE"],
  path: "/stacks/:stack",
  policy: "stacks:lookup",
  status: 302,
  handle: (asked, engine) => redirect(asked, engine, ""),
});

const lookupArn = route({
  method: ["GET", "POST", "PUT", "PATCH", "DELETE"],
  path: "/stacks/arn::*",
  policy: "stacks:lookup",
  status: 302,
  async handle(asked, engine) {
    const url = await canonicalUrl(asked, engine, `arn:${asked.param("*")}`);
    return new Answer(undefined, { location: `${url}${asked.search}` });
  },
});

const lookupRead = ["resources", "events", "template", "actions", "environment", "files"].map((part) =>
  route({
    method: "GET",
    path: `/stacks/:stack/${part}`,
    policy: "stacks:lookup",
    status: 302,
    handle: (asked, engine) => redirect(asked, engine, `/${part}`),
  }),
);

const lookupWrite = ["resources", "events", "template", "actions"].map((part) =>
  route({
    method: "POST",
    path: `/stacks/:stack/${part}`,
    policy: "stacks:lookup",
    status: 302,
    handle: (asked, engine) => redirect(asked, engine, `/${part}`),
  }),
);

/** From a stack's name, id or ARN to its address. */
export const lookupRoutes = [lookup, lookupArn, ...lookupRead, ...lookupWrite];
