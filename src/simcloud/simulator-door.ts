import { BadFaultOrder, parseFaultOrder } from "./fault-orders.ts";
import type { ParsedRequest } from "./http-shapes.ts";
import type { Json, SimAnswer } from "./service.ts";
import type { SimSettings } from "./settings.ts";
import type { SimulatedCloud } from "./simulated-cloud.ts";

/** Fields that nobody is shown. */
const SECRET_FIELDS = new Set([
  "password_hash",
  "secret_hash",
  "blob",
  "user_data",
  "userData",
  "private_key",
  "adminPass",
]);
const SECRET_TABLES = new Set(["keystone.tokens"]);

function allObjects(cloud: SimulatedCloud): Json {
  const tables: Json = {};
  for (const name of cloud.tableNames()) {
    if (SECRET_TABLES.has(name)) continue;
    tables[name] = cloud
      .objects(name)
      .map((object) => Object.fromEntries(Object.entries(object).filter(([field]) => !SECRET_FIELDS.has(field))));
  }
  return tables;
}

function isNumbers(value: unknown): value is Record<string, number> {
  return (
    typeof value === "object" && value !== null && Object.values(value).every((number) => typeof number === "number")
  );
}

function parseSettings(body: Json): Partial<SimSettings> {
  const changes: { -readonly [K in keyof SimSettings]?: SimSettings[K] } = {};
  for (const key of ["latencyMs", "tokenLifetimeMs", "speed"] as const) {
    const value = body[key];
    if (value === undefined) continue;
    if (typeof value !== "number" || !(value >= 0) || (key === "speed" && value === 0)) {
      throw new BadFaultOrder(`${key} must be a positive number`);
    }
    changes[key] = value;
  }
  for (const key of ["durations", "quotas"] as const) {
    const value = body[key];
    if (value === undefined) continue;
    if (!isNumbers(value)) throw new BadFaultOrder(`${key} must be an object of numbers`);
    changes[key] = value;
  }
  if (typeof body["orchestrationUrl"] === "string") changes.orchestrationUrl = body["orchestrationUrl"];
  return changes;
}

/** Answers at the administrator's door: ordering faults, changing settings, looking at everything. */
export function answerSimulator(cloud: SimulatedCloud, { request }: ParsedRequest): SimAnswer {
  try {
    switch (`${request.method} /${request.path.join("/")}`) {
      case "POST /faults":
        cloud.order(parseFaultOrder(request.body));
        return { status: 204 };
      case "DELETE /faults":
        cloud.clearFaults();
        return { status: 204 };
      case "GET /objects":
        return { status: 200, body: allObjects(cloud) };
      case "GET /calls":
        return { status: 200, body: { calls: cloud.calls() } };
      case "POST /settings":
        cloud.configure(parseSettings(request.body));
        return { status: 204 };
      default:
        return { status: 404, body: { error: "the simulator has faults, objects, calls and settings" } };
    }
  } catch (error) {
    if (!(error instanceof BadFaultOrder)) throw error;
    return { status: 400, body: { error: error.message } };
  }
}
