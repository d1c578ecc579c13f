import type { Paint } from "#cli/text.ts";

/** Where everything is, once it runs. */
export interface Addresses {
  readonly orchestration: string;
  readonly identity: string;
  readonly cloudsYaml: string;
  /** The entry of that clouds.yaml to use. */
  readonly entry: string;
  readonly stack: string;
  readonly simulated: boolean;
  /** Whether the data directory is the one that `calor` finds by itself. */
  readonly isDefaultData: boolean;
}

/** The addresses, in lines. */
export function addressLines({ orchestration, identity, cloudsYaml }: Addresses, paint: Paint): string[] {
  return [
    `  ${paint.strong("Orchestration")}  ${orchestration}`,
    `  ${paint.strong("Identity")}       ${identity}`,
    `  ${paint.strong("clouds.yaml")}    ${cloudsYaml}`,
  ];
}

/** What to try next, in lines; `isThere` says whether there is a stack to look at. */
export function nextSteps(
  { cloudsYaml, entry, stack, simulated, isDefaultData, isThere }: Addresses & { readonly isThere: boolean },
  paint: Paint,
): string[] {
  const openstack = `openstack --os-cloud ${entry}`;
  // In the clone, calor finds the service by .calor; of another directory it must be told.
  const calor = isDefaultData ? "npx calor" : `npx calor --cloud ${entry}`;
  const aboutStack: [string, string][] = [
    [`${calor} stack show ${stack}`, "resources and outputs"],
    [`${openstack} stack resource list ${stack}`, "the same with the openstack client"],
    ...(simulated ? ([[`${openstack} server list`, "what was made in the cloud"]] as [string, string][]) : []),
    [`${calor} stack delete ${stack}`, "all of it away"],
  ];
  const commands: [string, string][] = [
    [`export OS_CLIENT_CONFIG_FILE=${cloudsYaml}`, ""],
    [`${calor} stack list`, "all stacks"],
    ...(isThere ? aboutStack : []),
    [`${calor} stack create NAME -t FILE`, "your own template"],
  ];
  const lines = commands.map(([command, what]) =>
    what === "" ? `  ${command}` : `  ${command}  ${paint.faint(`# ${what}`)}`,
  );
  return ["What to try next, in another terminal:", ...lines];
}
