import { route } from "../route.ts";
import { shownOutput } from "../shapes/stack.ts";
import { stackOf } from "./stacks.ts";

const listOutputs = route({
  method: "GET",
  path: "/stacks/:stack/:id/outputs",
  policy: "stacks:list_outputs",
  status: 200,
  async handle(asked, engine) {
    const outputs = await engine.listOutputs(asked.caller, stackOf(asked));
    return { outputs: outputs.map(({ key, description }) => ({ output_key: key, description })) };
  },
});

const showOutput = route({
  method: "GET",
  path: "/stacks/:stack/:id/outputs/:output",
  policy: "stacks:show_output",
  status: 200,
  handle: async (asked, engine) => ({
    output: shownOutput(await engine.showOutput(asked.caller, stackOf(asked), asked.param("output"))),
  }),
});

/** Outputs of a stack. */
export const outputRoutes = [listOutputs, showOutput];
