import type { Collection } from "#cloud/collection.ts";
import { isFault } from "#cloud/fault.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { missing } from "#resource-model/resource-failure.ts";

/** Which agents are to serve an object, and where Neutron keeps that. */
export interface Placement {
  readonly collection: Collection;
  readonly wanted: readonly string[];
  /** Path below the object that lists its agents: `"dhcp-agents"`. */
  readonly agentsOf: string;
  /** Path below an agent to which objects are added: `"dhcp-networks"`. */
  readonly below: string;
  /** What the object is called there: `"network_id"`. */
  readonly key: string;
}

/** Moves an object to the wanted agents: takes it from the others, gives it to those that do not have it. */
export async function placeOnAgents(
  { cloud, id }: Pick<ResourceContext, "cloud" | "id">,
  { collection, wanted, agentsOf, below, key }: Placement,
): Promise<void> {
  const agents = cloud.collection("neutron.agent") ?? missing("neutron.agent");
  const answer = (await collection.act(id, agentsOf, undefined, { method: "GET" })) as {
    agents?: readonly { id: string }[];
  };
  const serving = new Set((answer.agents ?? []).map((agent) => agent.id));
  for (const agent of serving) {
    if (wanted.includes(agent)) continue;
    await unless("notFound", () => agents.act(agent, `${below}/${id}`, undefined, { method: "DELETE" }));
  }
  for (const agent of wanted) {
    if (serving.has(agent)) continue;
    await unless("conflict", () => agents.act(agent, below, { [key]: id }));
  }
}

async function unless(kind: "notFound" | "conflict", call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    // The agents change by themselves; what is there (or gone) already is as wanted.
    if (!isFault(error, kind)) throw error;
  }
}
