import type { Http, HttpRequest, HttpResponse } from "#lib/ports.ts";
import type { SimRow } from "#simcloud/simulated-cloud.ts";
import { compare, type CloudObjects, type Discrepancies } from "./crash/accounting.ts";
import type { Harness, TestStack } from "./harness.ts";

/** How a template begins, up to its resources. */
export const head = "heat_template_version: 2018-08-31\nresources:\n";
/** A template of one network. */
export const network = `${head}  net: { type: OS::Neutron::Net }\n`;
/** A template of a server on a network of its own. */
export const server = (change: { image?: string; flavor?: string; more?: string } = {}) => `${head}
  net: { type: OS::Neutron::Net }
  subnet: { type: OS::Neutron::Subnet, properties: { network: { get_resource: net }, cidr: 10.8.0.0/24 } }
  web:
    type: OS::Nova::Server
    depends_on: subnet
    properties:
      flavor: ${change.flavor ?? "m1.tiny"}
      image: ${change.image ?? "cirros"}
      networks: [ { network: { get_resource: net } } ]
      ${change.more ?? ""}
`;
/** More often than any call is sent. */
export const always = 100_000;

/** Everything that is in the cloud. */
export function objectsOf({ cloud }: Harness): CloudObjects {
  return Object.fromEntries(cloud.tableNames().map((name) => [name, cloud.objects<SimRow>(name)]));
}

/** What of the cloud no resource of the stack accounts for, is there twice, or is lost. */
export async function wrong(calor: Harness, stack: TestStack, before: CloudObjects): Promise<Discrepancies> {
  const gone = (await calor.journal.stack(stack.id))?.deletedAt != null;
  const views = gone ? [] : await calor.run(calor.engine.listResources(calor.caller, { id: stack.id }));
  const resources = views.map(({ row }) => ({
    name: row.name,
    type: row.type,
    physicalId: row.physicalId ?? "",
    status: `${row.action}_${row.status}`,
  }));
  return compare({ before, now: objectsOf(calor), resources, nowMs: calor.clock.now() });
}

/** What `wrong` finds where all is well. */
export const nothing = { orphans: [], duplicates: [], losses: [] };

/** Stands between the engine and the cloud; `act` answers in the cloud's place or after it. */
export class Between {
  act: ((request: HttpRequest, send: () => Promise<HttpResponse>) => Promise<HttpResponse>) | undefined;
  readonly wrap =
    (http: Http): Http =>
    (request) =>
      this.act === undefined ? http(request) : this.act(request, () => http(request));

  /** Does so with the first `times` creations of a network, or calls of Neutron at all. */
  on(which: "creations" | "everything", times: number, act: NonNullable<Between["act"]>): void {
    let left = times;
    this.act = (request, send) => {
      const path = new URL(request.url).pathname;
      const met =
        which === "everything" ? path.includes("/network/") : request.method === "POST" && path.endsWith("/networks");
      return met && left-- > 0 ? act(request, send) : send();
    };
  }
}
