import { resolveValue } from "./resolve.ts";
import type { ResourceDefinition, Scope } from "./template.ts";
import { ResolveFailure } from "./template.ts";

type Json = Readonly<Record<string, unknown>>;

/** What a resource says of itself to the stack that is nested in it. */
export type Facade = NonNullable<Scope["facade"]>;

/** The same, once all of it is known. */
export type FacadeValues = Readonly<Record<Parameters<Facade>[0], unknown>>;

/** A resource's metadata; empty where it has none. */
export function resolveMetadata({ metadata }: Pick<ResourceDefinition, "metadata">, scope: Scope): Json {
  return metadata === undefined ? {} : ((resolveValue(metadata, scope) ?? {}) as Json);
}

/** What is to become of a resource when it is deleted: `Delete`, `Retain` or `Snapshot`. */
export function resolveDeletionPolicy(
  { deletionPolicy }: Pick<ResourceDefinition, "deletionPolicy">,
  scope: Scope,
): string {
  if (deletionPolicy === undefined) return "Delete";
  const value = resolveValue(deletionPolicy, scope);
  const known = ["Delete", "Retain", "Snapshot"].find((policy) => policy.toLowerCase() === String(value).toLowerCase());
  if (known !== undefined) return known;
  const { place } = deletionPolicy;
  const message = `deletion_policy gives ${JSON.stringify(value)}, which is no deletion policy`;
  const hint = "known are: Delete, Retain, Snapshot";
  throw new ResolveFailure({ severity: "error", code: "structure", message, place, hint });
}

/** What a resource says of itself to a stack nested in it, resolved where the resource stands. */
export function facadeOf(definition: ResourceDefinition, scope: Scope): Facade {
  return (member) => {
    switch (member) {
      case "metadata":
        return resolveMetadata(definition, scope);
      case "deletion_policy":
        return resolveDeletionPolicy(definition, scope);
      case "update_policy":
        return definition.updatePolicy === undefined ? {} : (resolveValue(definition.updatePolicy, scope) ?? {});
    }
  };
}

/** All that it says. Throws what resolving it throws. */
export function facadeValues(facade: Facade): FacadeValues {
  return {
    metadata: facade("metadata"),
    deletion_policy: facade("deletion_policy"),
    update_policy: facade("update_policy"),
  };
}

/** Whether a template's text may ask for it. */
export function mentionsFacade(text: string): boolean {
  return text.includes("resource_facade") || text.includes("Fn::ResourceFacade");
}
