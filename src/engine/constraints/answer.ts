import type { Cloud } from "#cloud/cloud.ts";
import { isFault } from "#cloud/fault.ts";
import { clockConstraint } from "#schema/constraints/asked-constraints.ts";
import { expirationFault } from "#schema/constraints/expiration.ts";
import type { Question } from "#schema/constraints/question.ts";

/** What is wrong with a value, after a colon; or that nobody can say now. */
export type Answer = { readonly wrong?: string } | { readonly away: string };

/** As Heat: a server may be told to have no key pair. */
const mayBeEmpty: ReadonlySet<string> = new Set(["nova.keypair"]);

/** Whether a value meets its constraint. */
export async function answer(
  { constraint, value, secret }: Question,
  { cloud, now }: { readonly cloud: () => Promise<Cloud>; readonly now: number },
): Promise<Answer> {
  if (constraint === clockConstraint) {
    const fault = expirationFault(value, now);
    return fault === undefined ? {} : { wrong: `${secret ? "the value" : JSON.stringify(value)} ${fault}` };
  }
  if (value === "") return mayBeEmpty.has(constraint) ? {} : { wrong: `empty text names no ${nounOf(constraint)}` };
  try {
    await (await cloud()).resolveName(constraint, value);
    return {};
  } catch (error) {
    if (!isFault(error)) throw error;
    const said = secret ? `the value was looked for among the ${nounOf(constraint)}s: ${error.kind}` : error.message;
    return isFault(error, "notFound", "ambiguous", "badRequest", "forbidden", "noEndpoint")
      ? { wrong: said }
      : { away: said };
  }
}

/** `share network` of `manila.share_network`. */
function nounOf(constraint: string): string {
  return constraint.slice(constraint.lastIndexOf(".") + 1).replaceAll("_", " ");
}
