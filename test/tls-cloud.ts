import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { realClock, realRandom } from "#bin/ports.ts";
import { objectOf, objectsOf, type JsonObject } from "#client/objects.ts";
import type { HttpResponse } from "#lib/ports.ts";
import { createSimulatedCloud, type SimulatedCloud } from "#simcloud/cloud.ts";

const regions = ["RegionOne", "RegionTwo"];
const sides = ["public", "internal", "admin"];
const fileOf = (name: string): string => fileURLToPath(new URL(`./certificates/${name}`, import.meta.url));

/** A simulated cloud behind TLS, with an address of its own for each region and interface. */
export interface TlsCloud {
  readonly sim: SimulatedCloud;
  readonly authUrl: string;
  /** File of the certificate it shows, which signed itself. */
  readonly certificate: string;
  /** Which endpoints were called: `RegionOne/public network`. */
  readonly called: Set<string>;
  close(): Promise<void>;
}

function textOf({ body }: HttpResponse): string {
  return typeof body === "string" ? body : Buffer.from(body).toString("utf8");
}

/** Each service in both regions, each interface of it below a path of its own. */
function spread(catalogue: readonly JsonObject[], baseUrl: string): JsonObject[] {
  return catalogue.map((service) => {
    const path = String(objectsOf(service["endpoints"])[0]?.["url"]).slice(baseUrl.length);
    const endpoints = regions.flatMap((region) =>
      sides.map((side) => {
        const url = `${baseUrl}/at/${region}/${side}${path}`;
        return { id: `${region}-${side}`, interface: side, region_id: region, region, url };
      }),
    );
    return { ...service, endpoints };
  });
}

function withSpreadCatalogue(response: HttpResponse, baseUrl: string): HttpResponse {
  const text = textOf(response);
  if (!text.startsWith('{"token"')) return response;
  const token = objectOf(objectOf(JSON.parse(text))["token"]);
  const catalog = spread(objectsOf(token["catalog"]), baseUrl);
  return { ...response, body: JSON.stringify({ token: { ...token, catalog } }) };
}

/** Starts it on a free port of loopback. */
export async function startTlsCloud(): Promise<TlsCloud> {
  const called = new Set<string>();
  const server = createServer({ key: readFileSync(fileOf("key.pem")), cert: readFileSync(fileOf("certificate.pem")) });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sim = createSimulatedCloud({ clock: realClock, random: realRandom, baseUrl, settings: { speed: 20 } });
  server.on("request", (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const [, where, rest = request.url ?? "/"] = /^\/at\/(\w+\/\w+)(\/.*)$/.exec(request.url ?? "/") ?? [];
      if (where !== undefined) called.add(`${where} ${rest.split("/")[1] ?? ""}`);
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const body = Buffer.concat(chunks);
      void sim.handle({ method: request.method ?? "GET", url: baseUrl + rest, headers, body }).then((answer) => {
        const sent = withSpreadCatalogue(answer, baseUrl);
        response.writeHead(sent.status, { ...sent.headers });
        response.end(sent.body);
      });
    });
  });
  return {
    sim,
    authUrl: `${baseUrl}/identity/v3`,
    certificate: fileOf("certificate.pem"),
    called,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
