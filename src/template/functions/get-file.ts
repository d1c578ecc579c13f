import { defineFunction, textArgument } from "./define-function.ts";

/** `get_file: name`: the text of a file that came with the template. */
export const getFile = defineFunction({
  name: "get_file",
  description: "The text of a file that was sent along with the template.",
  example: { call: "{ get_file: greeting.txt }", gives: "Good morning" },
  parse(argument, at) {
    const name = textArgument(argument, "the file's name", at);
    return { resolve: (scope) => scope.file(name.resolve(scope)) };
  },
});
