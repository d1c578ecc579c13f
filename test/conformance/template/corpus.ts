import { readFileSync } from "node:fs";
import { load } from "js-yaml";

/** A table of the corpus. */
export function corpus<T>(name: string): T {
  return load(readFileSync(new URL(`./corpus/${name}`, import.meta.url), "utf8")) as T;
}
