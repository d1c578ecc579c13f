import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { StackVisit } from "#client/client.ts";
import { connect } from "./connection.ts";
import type { LaunchFiles } from "./launch.ts";
import type { CliPorts } from "./ports.ts";
import { planStack } from "./plan-command.ts";
import { problemLines, problemOf } from "./problem.ts";
import {
  createStack,
  deleteStacks,
  listStacks,
  showEvents,
  showStack,
  updateStack,
  visitStacks,
  type CommandContext,
} from "./stack-commands.ts";
import { abandonStack, adoptStack, exportStack } from "./stack-data-commands.ts";
import { paintFor } from "./text.ts";
import { validate } from "./validate-command.ts";

/** The command line. Exit codes: 0 done, 1 it failed, 2 the command was wrong, 130 stopped by the user. */
export interface Program {
  run(args: readonly string[]): Promise<number>;
}

/** For commander: gathers a repeatable option. */
export function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

/** For commander: a whole number that is not negative. */
function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(value);
}

interface ContentOptions {
  readonly template: string;
  readonly environment: readonly string[];
  readonly parameter: readonly string[];
}

interface FileOptions extends ContentOptions {
  readonly timeout?: number;
  readonly rollback?: boolean;
  readonly tags?: string;
  readonly wait: boolean;
}

function withContentOptions(command: Command): Command {
  return command
    .requiredOption("-t, --template <file>", "template: a path or URL")
    .option("-e, --environment <file>", "environment file; may be repeated, later ones win", collect, [])
    .addOption(parameterOption());
}

function parameterOption(): Option {
  return new Option("-P, --parameter <name=value>", "parameter of the template; may be repeated")
    .argParser(collect)
    .default([]);
}

function withRunOptions(command: Command): Command {
  return command
    .option("--timeout <minutes>", "give up after so long", wholeNumber)
    .option("--rollback", "undo everything when it fails")
    .option("--no-wait", "do not watch until it has ended");
}

function withFileOptions(command: Command): Command {
  return withRunOptions(withContentOptions(command)).option("--tags <tags>", "tags, with commas between");
}

function filesOf({ template, environment, parameter, timeout, rollback, tags }: FileOptions): LaunchFiles {
  return {
    template,
    environments: environment,
    parameters: parameter,
    ...(timeout === undefined ? {} : { timeoutMinutes: timeout }),
    ...(rollback === undefined ? {} : { rollback }),
    ...(tags === undefined ? {} : { tags: tags.split(",") }),
  };
}

function addPlanCommand(program: Command, context: CommandContext, finish: Finish): void {
  withContentOptions(
    program.command("plan <stack>").description("show what creating or updating a stack would do, and why"),
  )
    .option("--properties", "show what new resources would be made with, too")
    .option("--detailed-exitcode", "exit with 0 where nothing would change, with 2 where something would")
    .action((name: string, options: ContentOptions & { properties?: boolean; detailedExitcode?: boolean }) => {
      const { template, environment, parameter, properties, detailedExitcode } = options;
      const files = { template, environments: environment, parameters: parameter };
      const shown = { properties: properties === true, detailedExitCode: detailedExitcode === true };
      return finish(planStack(context, name, files, shown));
    });
}

interface ValidateArguments {
  readonly environment: readonly string[];
  readonly parameter: readonly string[];
  readonly format: "text" | "json";
  readonly offline?: boolean;
}

function addValidateCommand(program: Command, context: CommandContext, finish: Finish): void {
  program
    .command("validate <file>")
    .description("show all that is wrong with a template, its environments and its nested templates")
    .option("-e, --environment <file>", "environment file; may be repeated, later ones win", collect, [])
    .option("-P, --parameter <name=value>", "parameter of the template; may be repeated", collect, [])
    .addOption(new Option("--format <format>", "how it is shown").choices(["text", "json"]).default("text"))
    .option("--offline", "ask no service, even where --cloud or --endpoint names one")
    .addHelpText(
      "after",
      "\nThe service is asked only where --cloud or --endpoint is given. Exit code: 0 valid, 1 not valid.",
    )
    .action((template: string, { environment, parameter, format, offline }: ValidateArguments) => {
      const { cloud, endpoint } = program.opts<{ cloud?: string; endpoint?: string }>();
      const online = offline !== true && (cloud !== undefined || endpoint !== undefined);
      return finish(
        validate(context, { template, environments: environment, parameters: parameter }, { format, online }),
      );
    });
}
const visits: Readonly<Record<StackVisit, string>> = {
  suspend: "put all servers of stacks to sleep, and watch",
  resume: "wake what is suspended, and watch",
  check: "look whether all that stacks made is there and well, and watch",
};

type Finish = (work: Promise<number>) => Promise<void>;

function addStackCommands(stack: Command, context: CommandContext, finish: Finish): void {
  stack
    .command("list")
    .description("list the project's stacks")
    .option("--nested", "nested stacks too")
    .option("--deleted", "deleted stacks too")
    .action((options: { nested?: boolean; deleted?: boolean }) => finish(listStacks(context, options)));
  stack
    .command("show <stack>")
    .description("show a stack: its state, its resources, its outputs")
    .action((name: string) => finish(showStack(context, name)));
  stack
    .command("events <stack>")
    .description("show what happened to a stack, oldest first")
    .option("-n, --nested-depth <levels>", "with events of nested stacks", wholeNumber)
    .action((name: string, options: { nestedDepth?: number }) => finish(showEvents(context, name, options)));
  withFileOptions(stack.command("create <name>").description("create a stack and watch it")).action(
    (name: string, options: FileOptions) => finish(createStack(context, name, filesOf(options), options.wait)),
  );
  withFileOptions(stack.command("update <stack>").description("update a stack and watch it")).action(
    (name: string, options: FileOptions) => finish(updateStack(context, name, filesOf(options), options.wait)),
  );
  for (const [action, what] of Object.entries(visits) as [StackVisit, string][]) {
    stack
      .command(`${action} <stack...>`)
      .description(what)
      .option("--no-wait", "do not watch until it has ended")
      .action((names: string[], options: { wait: boolean }) =>
        finish(visitStacks(context, action, names, options.wait)),
      );
  }
  addDataCommands(stack, context, finish);
  stack
    .command("delete <stack...>")
    .description("delete stacks with everything in them, and watch")
    .option("-y, --yes", "do not ask")
    .option("--no-wait", "do not watch until it has ended")
    .action((names: string[], options: { yes?: boolean; wait: boolean }) =>
      finish(deleteStacks(context, names, options)),
    );
}

interface AdoptOptions extends Pick<FileOptions, "parameter" | "timeout" | "rollback" | "wait"> {
  readonly adoptFile: string;
}

function addDataCommands(stack: Command, context: CommandContext, finish: Finish): void {
  stack
    .command("export <stack>")
    .description("print all that another service needs to go on with a stack")
    .action((name: string) => finish(exportStack(context, name)));
  stack
    .command("abandon <stack>")
    .description("the same, and forget the stack; what it made stays")
    .option("-y, --yes", "do not ask")
    .action((name: string, options: { yes?: boolean }) => finish(abandonStack(context, name, options)));
  withRunOptions(
    stack
      .command("adopt <name>")
      .description("make a stack of what is there already, and watch it")
      .requiredOption("--adopt-file <file>", "what export or abandon printed, of Heat as well")
      .addOption(parameterOption()),
  ).action((name: string, { adoptFile, parameter, timeout, rollback, wait }: AdoptOptions) => {
    const files = {
      adoptFile,
      parameters: parameter,
      ...(timeout === undefined ? {} : { timeoutMinutes: timeout }),
      ...(rollback === undefined ? {} : { rollback }),
    };
    return finish(adoptStack(context, name, files, wait));
  });
}

function buildCommands(ports: CliPorts, finish: Finish): Command {
  const program = new Command("calor")
    .description("Orchestration for OpenStack.")
    .option("--cloud <name>", "entry of clouds.yaml (default: the one of .calor here, else OS_CLOUD, else OS_*)")
    .option("--endpoint <url>", "address of the orchestration service (default: from the catalogue)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => ports.out.write(text),
      writeErr: (text) => ports.err.write(text),
      getOutHelpWidth: () => ports.out.columns ?? 80,
      getErrHelpWidth: () => ports.err.columns ?? 80,
    })
    .showHelpAfterError("(calor --help shows how)");
  const choice = (): { cloud?: string; endpoint?: string } => program.opts();
  const context: CommandContext = { ports, connect: () => connect(ports, choice()) };
  addStackCommands(
    program
      .command("stack")
      .description(
        "stacks: list, show, events, create, update, suspend, resume, check, export, abandon, adopt, delete",
      ),
    context,
    finish,
  );
  addPlanCommand(program, context, finish);
  addValidateCommand(program, context, finish);
  return program;
}

/** Whether the user stopped it: the signal's own reason comes back as the failure. */
function wasStopped(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && (error === signal.reason || (error instanceof Error && error.cause === signal.reason));
}

/** Shows a failure; the exit code for it. Rethrows what is a mistake of the program. */
export function reportFailure(error: unknown, where: string, ports: Pick<CliPorts, "err" | "env" | "signal">): number {
  if (wasStopped(error, ports.signal)) {
    ports.err.write("\nStopped watching; what was ordered goes on in the service.\n");
    return 130;
  }
  const problem = problemOf(error, where);
  if (problem === undefined) throw error;
  ports.err.write(`${problemLines(problem, paintFor(ports.err, ports.env)).join("\n")}\n`);
  return problem.exitCode;
}

/** The command as the user wrote it, without values of parameters, which may be secret. */
function commandText(args: readonly string[]): string {
  const shown = args.filter(
    (argument, at) =>
      !argument.startsWith("-P") &&
      !/^(?:-P|--parameter)$/.test(args[at - 1] ?? "") &&
      !argument.startsWith("--parameter"),
  );
  return ["calor", ...shown].join(" ");
}

/** Makes the command line over its ports. */
export function createProgram(ports: CliPorts): Program {
  return {
    async run(args) {
      let exitCode = 0;
      const commands = buildCommands(ports, async (work) => {
        exitCode = await work;
      });
      try {
        await commands.parseAsync(args, { from: "user" });
        return exitCode;
      } catch (error) {
        // Commander has shown its own message (or the help) already.
        if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
        return reportFailure(error, commandText(args), ports);
      }
    },
  };
}
