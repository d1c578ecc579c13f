import type { CloudObject } from "#cloud/collection.ts";
import { isFault } from "#cloud/fault.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { changes, faultText, statusIn } from "#resource-model/observation.ts";
import { broken, done, failed, waiting } from "#resource-model/outcome.ts";
import type { Outcome } from "#resource-model/outcome.ts";
import type { Step } from "#resource-model/step.ts";
import type { serverProperties } from "./server-properties.ts";
import { userDataToSend } from "./server-user-data.ts";

type Context = ResourceContext<typeof serverProperties>;
type ServerStep = Step<typeof serverProperties>;

const running = new Set(["ACTIVE", "SHUTOFF", "PAUSED", "SUSPENDED"]);

/** What Nova is doing with the server; `""` for nothing, undefined where the cloud does not say. */
export function taskOf(server: CloudObject): string | undefined {
  const task = server["OS-EXT-STS:task_state"];
  return task === undefined ? undefined : typeof task === "string" ? task : "";
}

function act({ cloud, id }: Context, action: CloudObject): Promise<unknown> {
  return cloud.nova.servers.act(id, "action", action);
}

/** Waits on while the server is at work, and fails where it broke; then the given outcome. */
function once(settled: (server: CloudObject, c: Context) => Outcome): (c: Context) => Outcome {
  return (c) => {
    const { observed } = c;
    if (observed === null) return broken("the server is gone");
    if (observed === undefined) return waiting("not looked at yet");
    const status = statusIn(observed);
    if (status === "ERROR") return broken([`it went to status ERROR`, faultText(observed)].filter(Boolean).join(": "));
    return settled(observed, c);
  };
}

/** Resizes: Nova keeps old and new until that is confirmed. */
export const resize: ServerStep = {
  name: "resize",
  when: (c) => c.changed.has("flavor") && c.props.flavor_update_policy === "RESIZE",
  already: ({ observed }) =>
    !!observed && (/^(VERIFY_)?RESIZE$/.test(statusIn(observed)) || (taskOf(observed) ?? "").startsWith("resize")),
  start: async (c) => void (await act(c, { resize: { flavorRef: c.props.flavor } })),
  until: once((server) => {
    const status = statusIn(server);
    if (status === "VERIFY_RESIZE") return done;
    // Nova says at once that it is at work; when it is not, and nothing waits to be confirmed, it gave up.
    if (running.has(status) && taskOf(server) === "") return failed(`the resize was given up${because(server)}`);
    return waiting(`status ${status}`);
  }),
};

function because(server: CloudObject): string {
  const text = faultText(server);
  return text && `: ${text}`;
}

/** Confirms the resize, so that the old one is let go. */
export const confirmResize: ServerStep = {
  name: "confirm-resize",
  when: resize.when ?? (() => false),
  already: ({ observed }) => !!observed && statusIn(observed) !== "VERIFY_RESIZE",
  start: async (c) => void (await act(c, { confirmResize: null })),
  until: once((server) => {
    const status = statusIn(server);
    return running.has(status) && !taskOf(server) ? done : waiting(`status ${status}`);
  }),
};

const rebuilds = ({ changed, props }: Context): boolean =>
  (changed.has("image") && props.image_update_policy !== "REPLACE") ||
  (changed.has("user_data") && props.user_data_update_policy === "REBUILD");

function imageOf(server: CloudObject): unknown {
  return typeof server.image === "object" && server.image !== null ? (server.image as { id?: unknown }).id : "";
}

/** Makes it anew from an image, with the same id, ports and addresses. */
export const rebuild: ServerStep = {
  name: "rebuild",
  when: rebuilds,
  already: ({ observed, changed, props }) =>
    !!observed && (statusIn(observed) === "REBUILD" || (changed.has("image") && imageOf(observed) === props.image)),
  async start(c) {
    const { image, image_update_policy, name, metadata, admin_pass, user_data_update_policy } = c.props;
    await act(c, {
      rebuild: {
        imageRef: image ?? imageOf(c.observed ?? {}),
        name: name ?? c.name,
        metadata: texts(metadata),
        ...(image_update_policy === "REBUILD_PRESERVE_EPHEMERAL" && { preserve_ephemeral: true }),
        ...(admin_pass && { adminPass: admin_pass }),
        ...(c.changed.has("user_data") &&
          user_data_update_policy === "REBUILD" && { user_data: userDataToSend(c) ?? null }),
      },
    });
  },
  until: once((server, { changed, props }) => {
    const status = statusIn(server);
    if (!running.has(status) || taskOf(server)) return waiting(`status ${status}`);
    return changed.has("image") && imageOf(server) !== props.image ? waiting("the new image is not seen yet") : done;
  }),
};

/** Names and values as Nova keeps them: texts. */
export function texts(metadata: CloudObject): CloudObject {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** Sets and removes what changed of the metadata; what others put there stays. */
export const putMetadata: ServerStep = {
  name: "metadata",
  when: changes("metadata"),
  async start({ cloud, id, props, before }) {
    const { servers } = cloud.nova;
    for (const name of Object.keys(before?.metadata ?? {})) {
      if (name in props.metadata) continue;
      try {
        await servers.act(id, `metadata/${encodeURIComponent(name)}`, undefined, { method: "DELETE" });
      } catch (error) {
        if (!isFault(error, "notFound")) throw error;
      }
    }
    if (Object.keys(props.metadata).length > 0) await servers.act(id, "metadata", { metadata: texts(props.metadata) });
  },
};

/** Sets all tags. */
export const putTags: ServerStep = {
  name: "tags",
  when: changes("tags"),
  start: async (c) =>
    void (await c.cloud.nova.servers.act(c.id, "tags", { tags: c.props.tags ?? [] }, { method: "PUT" })),
};

/** Puts the server's memory aside and stops it; only a running one can be. */
export const suspend: ServerStep = {
  name: "suspend",
  already: ({ observed }) => !!observed && (statusIn(observed) === "SUSPENDED" || taskOf(observed) === "suspending"),
  start: async (c) => void (await act(c, { suspend: null })),
  until: once((server) => (statusIn(server) === "SUSPENDED" ? done : waiting(`status ${statusIn(server)}`))),
};

/** Lets a suspended server go on. */
export const resume: ServerStep = {
  name: "resume",
  already: ({ observed }) => !!observed && (statusIn(observed) === "ACTIVE" || taskOf(observed) === "resuming"),
  start: async (c) => void (await act(c, { resume: null })),
  until: once((server) => (statusIn(server) === "ACTIVE" ? done : waiting(`status ${statusIn(server)}`))),
};

/** Sets the administrator's password. */
export const changePassword: ServerStep = {
  name: "password",
  when: (c) => c.before !== undefined && c.changed.has("admin_pass") && !!c.props.admin_pass,
  start: async (c) => void (await act(c, { changePassword: { adminPass: c.props.admin_pass } })),
};
