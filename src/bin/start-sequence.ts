import type { Client } from "#client/client.ts";
import { nameOfFile } from "#client/inline.ts";
import type { CliPorts } from "#cli/ports.ts";
import { reportFailure } from "#cli/program.ts";
import { oneLine, paintFor } from "#cli/text.ts";
import { phaseOf } from "#cli/tree-model.ts";
import { openDataDirectory, type DataDirectory } from "./data-directory.ts";
import { launchStack } from "./launch-stack.ts";
import { addressLines, nextSteps, type Addresses } from "./next-steps.ts";
import { checkPortFree } from "./port-check.ts";
import type { RunningService, ServiceOptions, StartService } from "./service-contract.ts";
import { serviceProblem } from "./service-problem.ts";
import { clientOf, startCloud, type CloudRequest } from "./start-cloud.ts";
import type { StartOptions } from "./start-options.ts";

/** What `npm start` runs with. */
export interface StartRequest {
  readonly options: StartOptions;
  readonly ports: CliPorts;
  readonly startService: StartService;
  /** Absolute path of the template launched where none is given. */
  readonly example: string;
  /** Absolute path of the data directory. */
  readonly dataDir: string;
  readonly pid: number;
}

function write({ ports }: StartRequest, lines: readonly string[]): void {
  ports.out.write(`${lines.join("\n")}\n`);
}

/** Everything that was started, ended in the opposite order whatever happens on the way. */
class Started {
  readonly #ends: { readonly what: string; end(): Promise<void> | void }[] = [];

  add(what: string, end: () => Promise<void> | void): void {
    this.#ends.push({ what, end });
  }

  /** Ends everything; what could not be ended, in words. */
  async end(): Promise<string[]> {
    const failures: string[] = [];
    for (const { what, end } of this.#ends.splice(0).toReversed()) {
      try {
        await end();
      } catch (error) {
        // One part that does not end must not keep the others running.
        failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return failures;
  }
}

function stackName({ options, example }: StartRequest): string {
  return options.name ?? nameOfFile(options.file ?? example);
}

function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

interface Running {
  readonly client: Client;
  readonly addresses: Addresses;
  readonly data: DataDirectory;
}

async function startedService(
  { options, dataDir, startService }: StartRequest,
  credentials: ServiceOptions["credentials"],
): Promise<RunningService> {
  const { port, limits, databaseUrl, publicUrl } = options;
  try {
    return await startService({
      dataDir,
      port,
      limits,
      credentials,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      ...(publicUrl === undefined ? {} : { publicUrl }),
    });
  } catch (error) {
    throw serviceProblem(error, options) ?? error;
  }
}

async function startEverything(request: StartRequest, started: Started): Promise<Running> {
  const { options, ports, dataDir, pid } = request;
  const data = openDataDirectory(dataDir);
  started.add("the data directory", () => data.release());
  await checkPortFree(options.port, "--port");
  const orchestrationUrl = (options.publicUrl ?? `http://127.0.0.1:${options.port}`).replace(/\/+$/, "");
  write(request, [`Starting ${options.cloud === undefined ? "the simulated cloud and the service" : "the service"} …`]);
  const cloudRequest: CloudRequest = { options, data, ports, orchestrationUrl };
  const cloud = await startCloud(cloudRequest);
  started.add("the cloud", () => cloud.stop());
  const service = await startedService(request, cloud.credentials);
  started.add("the service", () => service.close());
  const endpoints = { orchestration: orchestrationUrl, identity: cloud.identity, clouds_yaml: cloud.cloudsYaml, pid };
  data.write("endpoints.json", `${JSON.stringify(endpoints, null, 2)}\n`);
  const addresses = {
    orchestration: orchestrationUrl,
    identity: cloud.identity,
    cloudsYaml: cloud.cloudsYaml,
    entry: cloud.entry,
    stack: stackName(request),
    simulated: cloud.simulated,
    isDefaultData: options.dataDir === undefined,
  };
  const paint = paintFor(ports.out, ports.env);
  write(request, [`${paint.strong("Calor")} on ${cloud.description}`, "", ...addressLines(addresses, paint), ""]);
  // Where --public-url leads to us from outside, we reach ourselves directly.
  return { client: await clientOf(cloud, { ...cloudRequest, orchestrationUrl: service.url }), addresses, data };
}

async function launch(request: StartRequest, { client, addresses, data }: Running): Promise<boolean> {
  const { options, ports, example } = request;
  const files = {
    template: options.file ?? example,
    environments: options.environments,
    parameters: options.parameters,
  };
  return launchStack({ client, name: addresses.stack, files, data, ports });
}

/** What goes on at the next start. */
async function sayWhatGoesOn(request: StartRequest, client: Client): Promise<void> {
  const busy = (await client.stacks.list()).filter((stack) => phaseOf(stack.status) === "busy");
  const lines = busy.map((stack) => `  ${oneLine(stack.name)} is ${stack.status}: goes on at the next npm start`);
  write(request, [
    "",
    "Stopping (Ctrl-C again: at once).",
    ...(lines.length > 0 ? lines : ["  Nothing is in progress; the next npm start finds everything as it is."]),
  ]);
}

async function run(request: StartRequest, started: Started): Promise<number> {
  const { options, ports } = request;
  const running = await startEverything(request, started);
  if (ports.signal.aborted) return options.once ? 1 : 0;
  let succeeded: boolean | undefined;
  try {
    succeeded = options.launch ? await launch(request, running) : undefined;
  } catch (error) {
    if (ports.signal.aborted && error === ports.signal.reason) {
      await sayWhatGoesOn(request, running.client);
      return options.once ? 1 : 0;
    }
    const exitCode = reportFailure(
      error,
      `launch of ${running.addresses.stack} from ${options.file ?? request.example}`,
      ports,
    );
    if (options.once) return exitCode;
    succeeded = undefined;
  }
  if (options.once) return succeeded === true ? 0 : 1;
  const paint = paintFor(ports.out, ports.env);
  const isThere = succeeded !== undefined;
  write(request, ["", ...nextSteps({ ...running.addresses, isThere }, paint), "", "Calor stays up. Ctrl-C stops it."]);
  await untilStopped(ports.signal);
  await sayWhatGoesOn(request, running.client);
  return 0;
}

/** Starts everything, launches the template, stays until the signal (or ends, with `once`). The exit code. */
export async function start(request: StartRequest): Promise<number> {
  const started = new Started();
  let exitCode: number;
  try {
    exitCode = await run(request, started);
  } catch (error) {
    exitCode = reportFailure(error, "npm start", request.ports);
  } finally {
    for (const failure of await started.end()) request.ports.err.write(`could not be ended cleanly: ${failure}\n`);
  }
  return exitCode;
}
