import { setKey } from "../document/set-key.ts";
import type { ValueMap } from "./arguments.ts";
import { isMap, listOfArguments } from "./arguments.ts";
import type { CallSite } from "./define-function.ts";
import { defineFunction } from "./define-function.ts";
import { scalarText } from "./text-form.ts";

const usage = "takes a list of two: [map, {keys: {key: new key, …}, values: {value: new value, …}}]";

function mapOrEmpty(value: unknown, at: CallSite): ValueMap {
  if (value === null || value === undefined) return {};
  return isMap(value) ? value : at.fail(usage);
}

/** The key that takes a key's place. */
function newKey(key: string, keys: ValueMap, input: ValueMap, at: CallSite): string {
  const given = Object.hasOwn(keys, key) ? keys[key] : undefined;
  // As Heat: a key that is to become nothing stays.
  if (given === undefined || given === null) return key;
  const text = scalarText(given) ?? at.fail(`cannot make a list or map the new key of "${key}"`);
  if (text !== key && Object.hasOwn(input, text)) at.fail(`cannot rename "${key}" to "${text}": the map has that key`);
  return text;
}

/** `map_replace: [map, {keys: {…}, values: {…}}]`. */
export const mapReplace = defineFunction({
  name: "map_replace",
  description: "A map with some of its keys and values replaced by others.",
  example: {
    call: "{ map_replace: [{ size: small, count: 2 }, { keys: { size: flavor }, values: { small: m1.small } }] }",
    gives: { flavor: "m1.small", count: 2 },
  },
  parse(argument, at) {
    const resolve = listOfArguments(argument, { usage, fewest: 2, most: 2 }, at);
    return {
      resolve(scope) {
        const [first, second] = resolve(scope);
        const input = mapOrEmpty(first, at);
        const { keys: givenKeys, values: givenValues, ...others } = mapOrEmpty(second, at);
        if (Object.keys(others).length > 0) return at.fail(`${usage}, without "${Object.keys(others)[0]}"`);
        const [keys, values] = [mapOrEmpty(givenKeys, at), mapOrEmpty(givenValues, at)];
        const replaced: Record<string, unknown> = {};
        for (const [key, value] of Object.entries(input)) {
          const name = newKey(key, keys, input, at);
          if (Object.hasOwn(replaced, name)) return at.fail(`cannot rename two keys to "${name}"`);
          const hasNew = typeof value === "string" && Object.hasOwn(values, value);
          setKey(replaced, name, hasNew ? values[value] : value);
        }
        return replaced;
      },
    };
  },
});
