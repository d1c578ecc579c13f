import { createHash } from "node:crypto";
import { listOfArguments } from "./arguments.ts";
import { defineFunction } from "./define-function.ts";

/** Python's names of the algorithms, with the names that they have here where those differ. */
const algorithms: ReadonlyMap<string, string> = new Map([
  ...["md5", "md5-sha1", "sha1", "sha224", "sha256", "sha384", "sha512", "ripemd160", "sm3"].map(
    (name) => [name, name] as const,
  ),
  ["sha512_224", "sha512-224"],
  ["sha512_256", "sha512-256"],
  ["sha3_224", "sha3-224"],
  ["sha3_256", "sha3-256"],
  ["sha3_384", "sha3-384"],
  ["sha3_512", "sha3-512"],
  ["blake2b", "blake2b512"],
  ["blake2s", "blake2s256"],
]);

/** The algorithm of a name; as Heat, capitals count in the names that only Python has. */
function algorithmOf(name: string): string | undefined {
  const exact = algorithms.get(name);
  if (exact !== undefined) return exact;
  const small = name.toLowerCase();
  return /^(sha3_|blake2)/.test(small) ? undefined : algorithms.get(small);
}

/** `digest: [algorithm, text]`. */
export const digest = defineFunction({
  name: "digest",
  description: "The digest of a text, in hexadecimal, by an algorithm like `md5`, `sha256`, `sha3_512` or `blake2b`.",
  example: { call: "{ digest: [sha1, hello] }", gives: "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d" },
  parse(argument, at) {
    const usage = "takes a list of two: [algorithm, text]";
    const resolve = listOfArguments(argument, { usage, fewest: 2, most: 2 }, at);
    return {
      resolve(scope) {
        const [name, text] = resolve(scope);
        if (typeof name !== "string" || typeof text !== "string") return at.fail(`${usage}, both of them text`);
        const algorithm = algorithmOf(name);
        if (algorithm === undefined) {
          const hint = `known are: ${[...algorithms.keys()].join(", ")}`;
          const shake = /^shake_/i.test(name) ? ": its digests have no length of their own" : "";
          return at.fail(`cannot use the algorithm "${name}"${shake}`, { hint });
        }
        // As Heat: the text's bytes are those of latin-1.
        if (/[\u0100-\uffff]/.test(text)) return at.fail("takes text of latin-1 characters only");
        return createHash(algorithm).update(text, "latin1").digest("hex");
      },
    };
  },
});
