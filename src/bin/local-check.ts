import { environmentToSend } from "#client/environment.ts";
import { joinUrl } from "#client/file-url.ts";
import type { LocalSources } from "#cli/ports.ts";
import { checkStack } from "#engine/commands/check-stack.ts";
import { environmentOf } from "#engine/commands/request-environment.ts";
import { EngineFault } from "#engine/faults.ts";
import { noLimits } from "#engine/limits.ts";
import { catalogue } from "#resources/registry.ts";
import type { Diagnostic } from "#schema/diagnostic.ts";
import type { Environment } from "#template/environment/environment.ts";
import { emptyEnvironment } from "#template/environment/environment.ts";

const stack = { id: "", name: "validated", projectId: "" };

function environmentIn({ inlined, template, parameters }: LocalSources): {
  readonly environment: Environment;
  readonly diagnostics: readonly Diagnostic[];
} {
  try {
    const request = { files: inlined.files, ...environmentToSend(inlined), parameters };
    return { environment: environmentOf(request, inlined.originals[template]), diagnostics: [] };
  } catch (error) {
    if (!(error instanceof EngineFault)) throw error;
    return { environment: { ...emptyEnvironment, parameters }, diagnostics: error.diagnostics };
  }
}

/** All that can be told of a stack's sources without asking a service or a cloud. Texts are taken as they were written; files are named by their URLs. */
export function checkLocally(sources: LocalSources): readonly Diagnostic[] {
  const { inlined, template } = sources;
  const { environment, diagnostics } = environmentIn(sources);
  const checked = checkStack({
    template: inlined.originals[template] ?? "",

    isWritten: true,
    environment,
    parameters: environment.parameters,
    files: (url) => inlined.originals[url],
    resolveName: (name, from) => joinUrl(from ?? template, name),
    stack,
    mayLackParameters: true,
    catalogue,
    limits: noLimits,
  });
  return [...diagnostics, ...checked.diagnostics];
}
