import { isFault } from "#cloud/fault.ts";
import { attributePath } from "#schema/attribute-key.ts";
import type { Action } from "./action.ts";
import { contextOf } from "./context.ts";

/** A fresh look at the action's object: null when it is gone, undefined when its type has nothing to look at. */
export async function observe(action: Action): Promise<Action["observed"]> {
  const { type, cloud, state, operation } = action;
  if (type.collection === undefined || cloud === undefined || state.row.physicalId === null) return undefined;
  try {
    return await type.collection(cloud).show(state.row.physicalId, { signal: operation.signal });
  } catch (error) {
    if (isFault(error, "notFound")) return null;
    throw error;
  }
}

/** The named attributes of the resource; what it does not have is null. */
export async function readAttributes(action: Action, names: Iterable<string>): Promise<Record<string, unknown>> {
  action.observed ??= await observe(action);
  const values: Record<string, unknown> = {};
  for (const name of names) values[name] = await readAttribute(action, name);
  return values;
}

async function readAttribute(action: Action, name: string): Promise<unknown> {
  if (name === "show") return action.observed ?? null;
  const attribute = action.type.attributes[name];
  try {
    const { otherAttributes } = action.type;
    const path = attributePath(name);
    const value = attribute?.read
      ? await attribute.read(contextOf(action))
      : otherAttributes?.has(path)
        ? otherAttributes.read(contextOf(action), path)
        : action.observed?.[name];
    return value ?? null;
  } catch (error) {
    if (isFault(error, "notFound")) return null;
    throw error;
  }
}
