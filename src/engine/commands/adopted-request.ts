import { emptyEnvironment } from "#template/environment/environment.ts";
import { environmentDocument } from "#template/environment/read.ts";
import { EngineFault } from "../faults.ts";
import type { Limits } from "../limits.ts";
import type { StackRequest } from "../requests.ts";
import type { AdoptableStack } from "../stack-data.ts";
import { readStackData } from "../stack-data.ts";
import { environmentOf, laidOver } from "./request-environment.ts";

/** A request that takes a stack over: its template is the data's, what else it says is laid over the data. */
export interface AdoptingRequest extends StackRequest {
  readonly adopts: AdoptableStack;
}

/** Makes the request to create a stack from the data of one that was abandoned. */
export function adoptingRequest(limits: Limits, request: StackRequest): AdoptingRequest {
  if (!limits.enableStackAdopt) {
    throw new EngineFault("NotSupported", "stacks cannot be adopted here (enable_stack_adopt)");
  }
  const adopts = readStackData(request.adopt, limits.maxJsonBodySize);
  const { template } = adopts;
  const { environmentFiles: _merged, adopt: _read, ...rest } = request;
  const former = environmentOf({ environment: adopts.environment }, template);
  const environment = laidOver(former, environmentOf({ ...request, template }, template));
  return {
    ...rest,
    adopts,
    template,
    environment: environmentDocument({ ...emptyEnvironment, ...environment }),
    files: { ...adopts.files, ...request.files },
    parameters: {},
  };
}
