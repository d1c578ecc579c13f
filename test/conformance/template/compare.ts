import { isDeepStrictEqual } from "node:util";
import type { Answered } from "./answers.ts";

/** Exceptions of Python itself, which reach Heat's clients where Heat has no refusal of its own. */
const pythonErrors: ReadonlySet<unknown> = new Set([
  "AttributeError",
  "KeyError",
  "IndexError",
  "RecursionError",
  "TypeError",
  "ValueError",
]);

/** webob's text for a refusal that says nothing. */
const noReason = /^The server could not comply with the request/;

/** Whether Heat refused by accident: a server error, or an exception of Python's. */
function isAccident({ summary, text }: Answered): boolean {
  const { status, type } = summary;
  return (
    (typeof status === "number" && status >= 500) ||
    pythonErrors.has(type) ||
    (status === 400 && typeof text === "string" && noReason.test(text))
  );
}

/** Whether two answers say the same. Where Heat refuses by accident, any refusal of ours is the same. */
export function sameAnswer(heat: Answered | undefined, calor: Answered | undefined): boolean {
  if (heat === undefined || calor === undefined) return heat === calor;
  if (isAccident(heat)) return calor.summary["status"] === 400;
  return isDeepStrictEqual(heat.summary, calor.summary);
}
