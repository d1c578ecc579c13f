import { setKey } from "../../document/set-key.ts";
import type { FunctionDefinition } from "../../functions/define-function.ts";
import { defineFunction } from "../../functions/define-function.ts";

const MEMBER = /^\.member\.(\d+)\.([^=]*)=(.*)$/s;

/** `Fn::MemberListToMap: [key name, value name, list]`: the map that AWS's `.member.N.name=…` texts spell. */
export const memberListToMap: FunctionDefinition = defineFunction({
  name: "Fn::MemberListToMap",
  description: "The map that a list of texts like `.member.0.Name=key` and `.member.0.Value=value` spells.",
  example: {
    call: "{ 'Fn::MemberListToMap': [Name, Value, ['.member.0.Name=key', '.member.0.Value=val']] }",
    gives: { key: "val" },
  },
  parse(argument, at) {
    const [first, second, list] = argument.items ?? [];
    if (first === undefined || second === undefined || list === undefined || argument.items?.length !== 3)
      return at.fail("takes a list of three: [name of keys, name of values, list]");
    const [keyName, valueName] = [first.literal?.value, second.literal?.value];
    if (typeof keyName !== "string" || typeof valueName !== "string")
      return at.fail("takes literal text as the name of keys and of values");
    return {
      resolve(scope) {
        const members: unknown = list.resolve(scope);
        if (!Array.isArray(members)) return at.fail("takes a list of texts");
        const keys = new Map<string, string>();
        const values = new Map<string, string>();
        for (const member of members as readonly unknown[]) {
          if (typeof member !== "string" || !member.includes("="))
            return at.fail("takes a list of texts like .member.0.Name=key");
          const [, number = "", name, value = ""] = MEMBER.exec(member) ?? [];
          if (name === keyName) keys.set(number, value);
          if (name === valueName) values.set(number, value);
        }
        const map: Record<string, unknown> = {};
        for (const [number, key] of keys) {
          const value = values.get(number);
          if (value !== undefined) setKey(map, key, value);
        }
        return map;
      },
    };
  },
});
