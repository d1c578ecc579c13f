import { uuid } from "#lib/ids.ts";
import { defineResource } from "#resource-model/define-resource.ts";

/** Takes any properties and attributes and does nothing. */
export const none = defineResource({
  type: "OS::Heat::None",
  description: "Accepts any properties and does nothing; a stand-in for a resource that is not wanted.",
  since: "5.0.0",
  properties: {},
  acceptsAnything: true,
  pure: true,
  create: () => [{ name: "create", start: (c) => ({ id: uuid(c.random) }) }],
});
