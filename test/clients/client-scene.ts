import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach } from "vitest";
import { newServicePlace, startServiceProcess } from "../service-process.ts";
import { installedClient, startClient, type OpenstackClient } from "./openstack-client.ts";

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
const python = installedClient();

/** A running service on the simulated cloud, with clients of its two users. */
export interface ClientScene {
  readonly demo: OpenstackClient;
  readonly admin: OpenstackClient;
  /** Writes a file and gives its path. */
  file(name: string, text: string): string;
  stop(): Promise<void>;
}

const whySkipped = "python3-openstackclient with python3-heatclient is not installed";

/** Skips the tests of a file, with the reason, where the client is not installed. */
export function skipWithoutClient(): void {
  // The reporter counts what is skipped, but does not say why.
  if (python === undefined) process.stdout.write(`skipped: ${whySkipped}\n`);
  beforeEach(({ skip }) => skip(python === undefined, whySkipped));
}

const firstTemplate = `
heat_template_version: 2018-08-31
resources:
  value: { type: OS::Heat::Value, properties: { value: 1 } }
`;

/** Starts the service as a user does; the clients run in the examples' directory. Undefined without the client. */
export async function startClientScene(): Promise<ClientScene | undefined> {
  if (python === undefined) return undefined;
  const place = await newServicePlace();
  const file = (name: string, text: string): string => {
    const path = join(place.dataDir, name);
    writeFileSync(path, text);
    return path;
  };
  const service = await startServiceProcess({ place, args: [file("first.yaml", firstTemplate), "--name", "first"] });
  const cloudsYaml = join(place.dataDir, "clouds.yaml");
  const [demo, admin] = ["demo", "admin"].map((cloud) => startClient({ python, cloudsYaml, cloud, cwd: examples }));
  if (demo === undefined || admin === undefined) return undefined;
  return {
    demo,
    admin,
    file,
    async stop() {
      demo.close();
      admin.close();
      await service.stop();
      place.remove();
    },
  };
}
