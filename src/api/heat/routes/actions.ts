import type { Engine } from "#engine/requests.ts";
import { ApiFault } from "../../middleware/fault.ts";
import type { JsonObject } from "../../middleware/json-body.ts";
import type { Asked } from "../route.ts";
import { route } from "../route.ts";
import { stackOf } from "./stacks.ts";

type Perform = (asked: Pick<Asked, "caller" | "param">, engine: Engine) => Promise<void>;

const actions: Readonly<Record<string, Perform>> = {
  cancel_update: (asked, engine) => engine.cancelUpdate(asked.caller, stackOf(asked)),
  cancel_without_rollback: (asked, engine) => engine.cancelWithoutRollback(asked.caller, stackOf(asked)),
  suspend: (asked, engine) => engine.visitStack(asked.caller, stackOf(asked), "SUSPEND"),
  resume: (asked, engine) => engine.visitStack(asked.caller, stackOf(asked), "RESUME"),
  check: (asked, engine) => engine.visitStack(asked.caller, stackOf(asked), "CHECK"),
};

/** The one action that the body names. */
function actionOf(body: JsonObject): string {
  const names = Object.keys(body);
  const [name = ""] = names;
  if (names.length !== 1 || !Object.hasOwn(actions, name)) {
    throw new ApiFault(400, `the body names exactly one action: ${Object.keys(actions).join(", ")}`);
  }
  return name;
}

const act = route({
  method: "POST",
  path: "/stacks/:stack/:id/actions",
  policy: (body) => `actions:${actionOf(body)}`,
  status: 200,
  async handle(asked, engine) {
    await actions[actionOf(asked.rawBody)]?.(asked, engine);
    return null;
  },
});

/** Actions on stacks. */
export const actionRoutes = [act];
