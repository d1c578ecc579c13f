import { ApiFault } from "../../middleware/fault.ts";
import type { Method, Route } from "../route.ts";
import { route } from "../route.ts";

const stack = "/stacks/:stack/:id";

/** What Heat has and we do not have yet: method, address, rule. */
const notBuilt: readonly (readonly [method: Method, path: string, policy: string])[] = [
  ["POST", `${stack}/snapshots`, "stacks:snapshot"],
  ["GET", `${stack}/snapshots`, "stacks:list_snapshots"],
  ["GET", `${stack}/snapshots/:snapshot`, "stacks:show_snapshot"],
  ["DELETE", `${stack}/snapshots/:snapshot`, "stacks:delete_snapshot"],
  ["POST", `${stack}/snapshots/:snapshot/restore`, "stacks:restore_snapshot"],
  ["GET", "/software_configs", "software_configs:index"],
  ["POST", "/software_configs", "software_configs:create"],
  ["GET", "/software_configs/:config", "software_configs:show"],
  ["DELETE", "/software_configs/:config", "software_configs:delete"],
  ["GET", "/software_deployments", "software_deployments:index"],
  ["POST", "/software_deployments", "software_deployments:create"],
  ["GET", "/software_deployments/metadata/:server", "software_deployments:metadata"],
  ["GET", "/software_deployments/:deployment", "software_deployments:show"],
  ["PUT", "/software_deployments/:deployment", "software_deployments:update"],
  ["DELETE", "/software_deployments/:deployment", "software_deployments:delete"],
];

/** Routes that say they are not there yet, so that nobody takes a missing feature for a missing object. */
export const notBuiltRoutes: readonly Route[] = notBuilt.map(([method, path, policy]) =>
  route({
    method,
    path,
    policy,
    status: 200,
    handle() {
      throw new ApiFault(501, `Calor does not serve ${method} ${path.replaceAll(/:(\w+)/g, "{$1}")} yet`);
    },
  }),
);
