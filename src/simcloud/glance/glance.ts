import { type Json, type SimAnswer, type SimContext, SimFault, type SimRequest, type SimService } from "../service.ts";
import { titleOf } from "../refusals.ts";
import { images } from "./images.ts";
import { schemas } from "./schemas.ts";

const MINORS = [15, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];

function versions(context: SimContext, status: number): SimAnswer {
  const links = [{ rel: "self", href: `${context.endpoint("image")}/v2/` }];
  const all = MINORS.map((minor, at) => ({ id: `v2.${minor}`, status: at === 0 ? "CURRENT" : "SUPPORTED", links }));
  return { status, body: { versions: all } };
}

const documents: ReadonlyMap<string, Json> = new Map<string, Json>([
  [
    "import",
    {
      "import-methods": {
        description: "Import methods available.",
        type: "array",
        value: ["glance-direct", "web-download"],
      },
    },
  ],
  ["stores", { stores: [{ id: "files", default: "true" }] }],
]);

function found(document: Json | undefined): SimAnswer {
  if (document === undefined) throw new SimFault(404, "The resource could not be found.");
  return { status: 200, body: document };
}

function answer(context: SimContext, request: SimRequest): SimAnswer {
  const [version, collection, ...rest] = request.path.filter((segment) => segment !== "");
  if (version === undefined) return versions(context, 300);
  if (version === "versions") return versions(context, 200);
  if (version !== "v2" || collection === undefined) throw new SimFault(404, "The resource could not be found.");
  if (request.caller === undefined)
    throw new SimFault(
      401,
      "This server could not verify that you are authorized to access the document you requested.",
    );
  if (collection === "images") return images({ request, context, caller: request.caller, rest });
  if (collection === "schemas") return found(schemas.get(rest[0] ?? ""));
  if (collection === "info") return found(documents.get(rest[0] ?? ""));
  throw new SimFault(404, "The resource could not be found.");
}

/** Who accepts JSON is refused in JSON, everybody else in the HTML that is usual here. */
function answered(context: SimContext, request: SimRequest): SimAnswer {
  try {
    return answer(context, request);
  } catch (error) {
    if (!(error instanceof SimFault) || !/\bjson\b/.test(request.headers["accept"] ?? "")) throw error;
    const title = titleOf(error.status);
    return { status: error.status, body: { message: error.message, code: `${error.status} ${title}`, title } };
  }
}

/** The simulated image service. */
export function createGlance(context: SimContext): SimService {
  return { type: "image", name: "glance", handle: (request) => answered(context, request) };
}

export { seedGlance } from "./image-row.ts";
