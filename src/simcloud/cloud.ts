import { uuid } from "#lib/ids.ts";
import { HttpFailure, type Clock, type Http, type HttpRequest, type HttpResponse, type Random } from "#lib/ports.ts";
import { delivered } from "./delivery.ts";
import { FaultOrders, type FaultEffect, type FaultOrder } from "./fault-orders.ts";
import { parseRequest, toResponse, type ParsedRequest } from "./http-shapes.ts";
import { refusal, unauthorized } from "./refusals.ts";
import { createServices, type Services } from "./services.ts";
import { SimFault, type CatalogueEntry, type SimAnswer, type SimContext, type SimObject } from "./service.ts";
import type { Table } from "./state.ts";
import { DEFAULT_SETTINGS, durationOf, quotaOf, type SimSettings } from "./settings.ts";
import { SimState, type EffectLog } from "./sim-state.ts";
import type { SimCall, SimRow, SimulatedCloud } from "./simulated-cloud.ts";
import { answerSimulator } from "./simulator-door.ts";

/** What a simulated cloud is made from; without a log it forgets everything. */
export interface SimulatedCloudOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly baseUrl: string;
  readonly settings?: Partial<SimSettings>;
  readonly log?: EffectLog;
}

const CALLS_KEPT = 10_000;

/** Prefix of each service's path, and what its endpoint has behind it. */
const ENDPOINTS: Readonly<Record<string, string>> = {
  identity: "/identity/v3",
  compute: "/compute/v2.1",
  network: "/network",
  volumev3: "/volume/v3",
  "block-storage": "/volume/v3",
  image: "/image",
};

function catalogueOf(baseUrl: string, settings: SimSettings): CatalogueEntry[] {
  const orchestration = settings.orchestrationUrl?.replace(/\/+$/, "");
  return [
    { type: "volumev3", name: "cinderv3", url: `${baseUrl}/volume/v3/%(tenant_id)s` },
    { type: "compute", name: "nova", url: `${baseUrl}/compute/v2.1` },
    { type: "image", name: "glance", url: `${baseUrl}/image` },
    ...(orchestration === undefined
      ? []
      : [{ type: "orchestration", name: "heat", url: `${orchestration}/v1/%(tenant_id)s` }]),
    { type: "network", name: "neutron", url: `${baseUrl}/network` },
    { type: "identity", name: "keystone", url: `${baseUrl}/identity/v3` },
    { type: "block-storage", name: "cinder", url: `${baseUrl}/volume/v3/%(tenant_id)s` },
  ];
}

class Cloud implements SimulatedCloud {
  readonly baseUrl: string;
  readonly handle: Http = (request) => this.#handle(request);
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #state: SimState;
  readonly #faults = new FaultOrders();
  readonly #services: Services;
  readonly #context: SimContext;
  #settings: SimSettings;
  #calls: SimCall[] = [];

  constructor({ clock, random, baseUrl, settings, log }: SimulatedCloudOptions) {
    this.#clock = clock;
    this.#random = random;
    this.baseUrl = baseUrl.replace(/\/+$/, "");
    this.#settings = { ...DEFAULT_SETTINGS, ...settings };
    this.#state = new SimState(() => clock.now(), log);
    this.#context = {
      now: () => clock.now(),
      uuid: () => uuid(random),
      table: <T extends SimObject>(name: string): Table<T> => this.#state.table<T>(name),
      duration: (work) => durationOf(this.#settings, work),
      endpoint: (type) => `${this.baseUrl}${ENDPOINTS[type] ?? ""}`,
      quota: (what, projectId) => quotaOf(this.#settings, what, projectId),
      tokenLifetimeMs: () => this.#settings.tokenLifetimeMs,
      catalogue: () => catalogueOf(this.baseUrl, this.#settings),
    };
    // Services put their first objects when they are made.
    this.#services = this.#state.transaction(() => createServices(this.#context));
    this.#state.compact();
  }

  objects<T extends SimObject = SimRow>(table: string): T[] {
    return Array.from(this.#state.table<T>(table).everything(), (object) => structuredClone(object) as T);
  }

  tableNames(): string[] {
    return this.#state.tableNames();
  }

  change(work: (context: SimContext) => void): void {
    this.#state.transaction(() => work(this.#context));
  }

  order(fault: FaultOrder): void {
    this.#faults.order(fault);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  configure(changes: Partial<SimSettings>): void {
    this.#settings = { ...this.#settings, ...changes };
  }

  calls(): readonly SimCall[] {
    return this.#calls;
  }

  async #handle(request: HttpRequest): Promise<HttpResponse> {
    const parsed = parseRequest(request, this.baseUrl);
    if (parsed.prefix === "simulator") return toResponse(answerSimulator(this, parsed));
    const service = this.#services.byPrefix(parsed.prefix);
    if (service === undefined) return toResponse({ status: 404, body: { error: { code: 404, title: "Not Found" } } });
    const fault = this.#faults.take({
      serviceType: service.type,
      serviceName: service.name,
      method: request.method,
      path: parsed.pathText,
    });
    return delivered({ clock: this.#clock, latencyMs: this.#settings.latencyMs, request, fault }, () =>
      this.#answer(parsed, fault),
    );
  }

  #answer(parsed: ParsedRequest, fault: FaultEffect | undefined): HttpResponse {
    const service = this.#services.byPrefix(parsed.prefix);
    if (service === undefined) throw new HttpFailure("refused", `no service at ${parsed.pathText}`);
    const run = (): SimAnswer => {
      if (parsed.badBody !== undefined) return refusal(service.type, new SimFault(400, parsed.badBody));
      const { request } = parsed;
      const caller = this.#services.keystone.callerOf(request.headers["x-auth-token"]);
      if (caller === undefined && service.type !== "identity" && !isDiscovery(request.method, request.path)) {
        return unauthorized(this.#context.endpoint("identity"));
      }
      try {
        return service.handle(caller === undefined ? request : { ...request, caller });
      } catch (error) {
        if (!(error instanceof SimFault)) throw error;
        return service.refuse?.(error) ?? refusal(service.type, error);
      }
    };
    let answer: SimAnswer;
    if (fault !== undefined && "status" in fault) {
      answer = refusal(service.type, new SimFault(fault.status, fault.message ?? "An ordered fault."));
      if (fault.retryAfter !== undefined) {
        answer = { ...answer, headers: { ...answer.headers, "retry-after": String(fault.retryAfter) } };
      }
    } else {
      const delay = fault !== undefined && "visibleAfterMs" in fault ? fault.visibleAfterMs : undefined;
      answer = this.#state.transaction(run, delay);
    }
    this.#count(parsed, service.type, answer.status);
    return toResponse(answer, `req-${uuid(this.#random)}`);
  }

  #count({ request, pathText }: ParsedRequest, service: string, status: number): void {
    this.#calls.push({ at: this.#clock.now(), service, method: request.method, path: pathText, status });
    if (this.#calls.length > 2 * CALLS_KEPT) this.#calls = this.#calls.slice(-CALLS_KEPT);
  }
}

function isDiscovery(method: string, path: readonly string[]): boolean {
  return (
    (method === "GET" || method === "HEAD") &&
    (path.length === 0 || (path.length === 1 && /^v\d|^versions$/.test(path[0] ?? "")))
  );
}

/** Makes a simulated OpenStack: seeded at its first start, else as its log left it. */
export function createSimulatedCloud(options: SimulatedCloudOptions): SimulatedCloud {
  return new Cloud(options);
}

export type { SimulatedCloud } from "./simulated-cloud.ts";
