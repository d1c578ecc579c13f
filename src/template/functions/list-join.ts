import { absent } from "../expression.ts";
import { limitText } from "./arguments.ts";
import type { CallSite, FunctionDefinition } from "./define-function.ts";
import { defineFunction, textArgument } from "./define-function.ts";
import { pythonJson } from "./text-form.ts";

function itemText(item: unknown, structured: boolean, at: CallSite): string {
  if (typeof item === "string") return item;
  if (item === null || item === undefined) return "";
  if (structured && typeof item === "object") return pythonJson(item);
  return at.fail(
    `joins text only, not ${typeof item === "object" ? "lists or maps" : `the ${typeof item} ${JSON.stringify(item)}`}`,
  );
}

/** As Heat: whatever is nothing in Python's eyes is a list without items. */
function isEmpty(list: unknown): boolean {
  return typeof list === "object" && list !== null ? Object.keys(list).length === 0 : !list || list === absent;
}

function listJoinOf(several: boolean): FunctionDefinition {
  const usage = several ? "takes a list: [delimiter, list, list, …]" : "takes a list: [delimiter, list]";
  return defineFunction({
    name: "list_join",
    description: "The items of lists as one text, with a delimiter between them.",
    ...(several && { variant: "Takes several lists; items that are lists or maps are written as JSON." }),
    example: { call: "{ list_join: [', ', [red, green]] }", gives: "red, green" },
    parse(argument, at) {
      if (argument.items === undefined) return at.fail(usage);
      if (argument.items.length < 2 || (!several && argument.items.length > 2)) at.fail(usage);
      const [first, ...lists] = argument.items;
      const delimiter = textArgument(first, "the delimiter", at);
      return {
        resolve(scope) {
          const items: unknown[] = [];
          for (const node of lists) {
            const list = node.resolve(scope);
            if (several ? isEmpty(list) : list === null) continue;
            if (!Array.isArray(list)) return at.fail(`${usage}; what is to be joined is no list`);
            for (const item of list) items.push(item);
          }
          const between = delimiter.resolve(scope);
          limitText([items, items.map(() => between)], at);
          return items.map((item) => itemText(item, several, at)).join(between);
        },
      };
    },
  });
}

/** `list_join` of one list of texts, 2013-05-23 to 2015-04-30. */
export const listJoin = listJoinOf(false);
/** `list_join` of several lists, maps and lists in them as JSON: since 2015-10-15. */
export const listJoinSeveral = listJoinOf(true);
