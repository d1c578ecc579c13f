import type { Cloud } from "#cloud/cloud.ts";
import type { Collection } from "#cloud/collection.ts";
import { changes } from "#resource-model/observation.ts";
import type { Step } from "#resource-model/step.ts";
import { list, string } from "#schema/property.ts";
import type { Property } from "#schema/property.ts";

/** The `tags` property of Neutron's objects. */
export const tags = list(string("A tag."), "Tags put on the object.", { onChange: "update", since: "9.0.0" });

/** Puts the tags on the object: all of them at once, as a call of its own that Neutron demands. */
export function putTags(collection: (cloud: Cloud) => Collection): Step<{ tags: Property<readonly string[]> }> {
  return {
    name: "tags",
    when: changes("tags"),
    async start(c) {
      await collection(c.cloud).act(c.id, "tags", { tags: c.props.tags ?? [] }, { method: "PUT" });
    },
  };
}
