import { type Json, type SimAnswer, SimFault } from "../service.ts";
import { objectOf, stringsOf, textOf } from "../wire.ts";
import { type NovaCall, requireAdmin } from "./call.ts";
import { devicesOf } from "./devices.ts";
import { findFlavor } from "./flavors.ts";
import { checkQuota } from "./limits.ts";
import { findSecurityGroups, portTable } from "./networking.ts";
import { createImage } from "./server-image.ts";
import { type ServerRow, serverTable, work } from "./server-row.ts";
import { checkImage, snapshotOf } from "./server-create.ts";
import { changedView } from "./server-view.ts";

interface Action {
  /** The vm_states in which it can be done; absent: all, whatever else goes on. */
  readonly from?: readonly string[];
  run(call: NovaCall, server: ServerRow, argument: Json): SimAnswer;
}

const accepted: SimAnswer = { status: 202 };

function timed(from: readonly string[], workName: string, taskState: string, vmState: string): Action {
  return {
    from,
    run(call, server) {
      work(call.context, server, {
        workMs: call.context.duration(workName),
        during: { taskState },
        after: { vmState },
      });
      return accepted;
    },
  };
}

const resize: Action = {
  from: ["active", "stopped"],
  run(call, server, argument) {
    const flavor = snapshotOf(findFlavor(call, String(argument["flavorRef"] ?? ""), 400));
    if (flavor.id === server.flavor.id) throw new SimFault(400, "When resizing, instances must change flavor!");
    const more = { instances: 0, cores: flavor.vcpus - server.flavor.vcpus, ram: flavor.ram - server.flavor.ram };
    checkQuota(call, more);
    const before = { flavor: server.flavor, vmState: server.vmState };
    const launchedAt = call.context.now() + call.context.duration("nova.resize");
    work(call.context, server, {
      workMs: call.context.duration("nova.resize"),
      during: { taskState: "resize_prep" },
      after: { vmState: "resized", flavor, before, launchedAt },
    });
    return accepted;
  },
};

const confirmResize: Action = {
  from: ["resized"],
  run(call, server) {
    if (server.before === null) throw new SimFault(400, "Instance has not been resized.");
    work(call.context, server, {
      workMs: call.context.duration("nova.confirmResize"),
      during: { before: null },
      after: { vmState: server.before.vmState },
    });
    return { status: 204 };
  },
};

const revertResize: Action = {
  from: ["resized"],
  run(call, server) {
    if (server.before === null) throw new SimFault(400, "Instance has not been resized.");
    const { flavor, vmState } = server.before;
    work(call.context, server, {
      workMs: call.context.duration("nova.revertResize"),
      during: { taskState: "resize_reverting" },
      after: { vmState, flavor, before: null },
    });
    return accepted;
  },
};

const rebuild: Action = {
  from: ["active", "stopped", "error"],
  run(call, server, argument) {
    const imageId = textOf(argument["imageRef"])?.split("/").at(-1);
    if (imageId === undefined)
      throw new SimFault(400, "Invalid input for field/attribute rebuild. 'imageRef' is a required property");
    checkImage(call, imageId, server.flavor, server.imageId !== null);
    const changes: Partial<ServerRow> = {
      ...(typeof argument["name"] === "string" ? { name: argument["name"] } : {}),
      ...(argument["metadata"] === undefined ? {} : { metadata: stringsOf(argument["metadata"]) }),
      ...(call.version >= 19 && argument["description"] !== undefined
        ? { description: textOf(argument["description"]) ?? null }
        : {}),
      ...(call.version >= 57 && argument["user_data"] !== undefined
        ? { userData: textOf(argument["user_data"]) ?? null }
        : {}),
      ...(call.version >= 54 && argument["key_name"] !== undefined
        ? { keyName: textOf(argument["key_name"]) ?? null }
        : {}),
      imageId: server.imageId === null ? null : imageId,
    };
    const { context } = call;
    const workMs = context.duration("nova.rebuild");
    const vmState = server.vmState === "stopped" ? "stopped" : "active";
    work(context, server, {
      workMs,
      during: { ...changes, taskState: "rebuilding" },
      after: { vmState, fault: null, launchedAt: context.now() + workMs },
    });
    const shown = { ...server, ...changes, taskState: "rebuilding", updated: context.now() };
    const password = { adminPass: textOf(argument["adminPass"]) ?? context.uuid().replaceAll("-", "").slice(0, 12) };
    return {
      status: 202,
      body: { server: { ...changedView(call, shown, devicesOf(context, server.id)), ...password } },
    };
  },
};

const reboot: Action = {
  run(call, server, argument) {
    const hard = argument["type"] === "HARD";
    if (!hard && argument["type"] !== "SOFT")
      throw new SimFault(
        400,
        "Invalid input for field/attribute type. It is not one of ['HARD', 'Hard', 'hard', 'SOFT', 'Soft', 'soft']",
      );
    const from = hard ? ["active", "stopped", "paused", "suspended", "error"] : ["active"];
    checkState(server, "reboot", from);
    work(call.context, server, {
      workMs: call.context.duration("nova.reboot"),
      during: { taskState: hard ? "rebooting_hard" : "rebooting" },
      after: { vmState: "active" },
    });
    return accepted;
  },
};

const resetState: Action = {
  run(call, server, argument) {
    requireAdmin(call, "os-admin-actions:reset_state");
    const vmState = argument["state"] === "active" ? "active" : "error";
    serverTable(call.context).patch(server.id, { vmState, taskState: null, updated: call.context.now() });
    return accepted;
  },
};

function lock(locked: boolean): Action {
  return {
    run(call, server, argument) {
      const lockedReason = locked ? (textOf(argument["locked_reason"]) ?? null) : null;
      serverTable(call.context).patch(server.id, { locked, lockedReason, updated: call.context.now() });
      return accepted;
    },
  };
}

function securityGroup(change: (groups: readonly string[], id: string) => string[]): Action {
  return {
    run(call, server, argument) {
      const name = textOf(argument["name"]) ?? "";
      const [id] = findSecurityGroups(call, [name]);
      if (id === undefined)
        throw new SimFault(404, `Security group ${name} not found for project ${server.projectId}.`);
      for (const port of devicesOf(call.context, server.id).ports.get(server.id) ?? [])
        portTable(call.context).patch(port.id, { security_groups: change(port.security_groups, id) });
      return accepted;
    },
  };
}

const consoleOutput: Action = {
  run(_call, server, argument) {
    const lines = [`[    0.000000] Simulated server ${server.id}`, `${server.hostname} login:`];
    const length = typeof argument["length"] === "number" ? argument["length"] : lines.length;
    return { status: 200, body: { output: lines.slice(Math.max(0, lines.length - length)).join("\n") } };
  },
};

const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["resize", resize],
  ["confirmResize", confirmResize],
  ["revertResize", revertResize],
  ["rebuild", rebuild],
  ["reboot", reboot],
  ["os-start", timed(["stopped"], "nova.power", "powering-on", "active")],
  ["os-stop", timed(["active", "error"], "nova.power", "powering-off", "stopped")],
  ["suspend", timed(["active"], "nova.power", "suspending", "suspended")],
  ["resume", timed(["suspended"], "nova.power", "resuming", "active")],
  ["pause", timed(["active"], "nova.power", "pausing", "paused")],
  ["unpause", timed(["paused"], "nova.power", "unpausing", "active")],
  ["shelve", timed(["active", "stopped", "paused", "suspended"], "nova.power", "shelving", "shelved_offloaded")],
  ["unshelve", timed(["shelved", "shelved_offloaded"], "nova.power", "unshelving", "active")],
  ["rescue", timed(["active", "stopped", "error"], "nova.power", "rescuing", "rescued")],
  ["unrescue", timed(["rescued"], "nova.power", "unrescuing", "active")],
  ["createImage", { from: ["active", "stopped", "paused", "suspended"], run: createImage }],
  ["changePassword", { from: ["active"], run: (): SimAnswer => accepted }],
  ["lock", lock(true)],
  ["unlock", lock(false)],
  ["addSecurityGroup", securityGroup((groups, id) => [...new Set([...groups, id])])],
  ["removeSecurityGroup", securityGroup((groups, id) => groups.filter((other) => other !== id))],
  ["os-getConsoleOutput", consoleOutput],
  ["os-resetState", resetState],
]);

const HARMLESS = new Set(["unlock", "lock", "os-resetState", "os-getConsoleOutput"]);

function checkState(server: ServerRow, name: string, from: readonly string[]): void {
  const refuse = (what: string): never => {
    throw new SimFault(409, `Cannot '${name}' instance ${server.id} while it is in ${what}`);
  };
  if (!from.includes(server.vmState)) refuse(`vm_state ${server.vmState}`);
  if (server.taskState !== null) refuse(`task_state ${server.taskState}`);
}

/** `POST /servers/{id}/action`. */
export function serverAction(call: NovaCall, server: ServerRow): SimAnswer {
  const [name, argument] = Object.entries(call.request.body)[0] ?? ["", undefined];
  const action = actions.get(name);
  if (action === undefined) throw new SimFault(400, `There is no such action: ${name}`);
  if (server.locked && !call.caller.isAdmin && !HARMLESS.has(name))
    throw new SimFault(409, `Instance ${server.id} is locked`);
  if (action.from !== undefined) checkState(server, name.replace(/^os-/, ""), action.from);
  return action.run(call, server, objectOf(argument));
}
