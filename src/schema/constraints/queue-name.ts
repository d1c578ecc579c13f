const MAX_LENGTH = 64;

/** `zaqar.queue`: a queue's name. As Heat: whether there is such a queue is not asked, using one makes it. */
export function queueNameFault(value: unknown): string | undefined {
  return typeof value === "string" && value.length > 0 && value.length <= MAX_LENGTH
    ? undefined
    : `is no name of a queue, which has 1 to ${MAX_LENGTH} characters`;
}
