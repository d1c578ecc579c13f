import type { Json } from "./service.ts";

/** What an ordered fault does to a request it meets. */
export type FaultEffect =
  | { readonly status: number; readonly retryAfter?: number; readonly message?: string }
  | { readonly hang: true }
  | { readonly drop: "before" | "after" }
  | { readonly visibleAfterMs: number };

/** An ordered fault: which requests it meets, how often, and what it does to them. */
export interface FaultOrder {
  readonly match: {
    /** Type or name of the service (`"network"`, `"neutron"`); absent: any. */
    readonly service?: string;
    readonly method?: string;
    /** Regular expression on the path behind the service's endpoint, e.g. `"^/v2.0/ports"`. */
    readonly pathPattern?: string;
  };
  /** How many requests it meets before it is used up; 1 unless given. */
  readonly times?: number;
  readonly effect: FaultEffect;
}

/** An order that says nothing sensible. */
export class BadFaultOrder extends Error {
  constructor(message: string) {
    super(message);
    this.name = "BadFaultOrder";
  }
}

interface Standing {
  readonly order: FaultOrder;
  readonly pattern: RegExp | undefined;
  left: number;
}

/** The request as fault orders see it. */
export interface FaultTarget {
  readonly serviceType: string;
  readonly serviceName: string;
  readonly method: string;
  readonly path: string;
}

/** The faults that are ordered and not used up. */
export class FaultOrders {
  #standing: Standing[] = [];

  order(order: FaultOrder): void {
    const { pathPattern } = order.match;
    this.#standing.push({
      order,
      pattern: pathPattern === undefined ? undefined : new RegExp(pathPattern),
      left: order.times ?? 1,
    });
  }

  clear(): void {
    this.#standing = [];
  }

  /** The effect of the first order that the request meets, which is thereby used once. */
  take(target: FaultTarget): FaultEffect | undefined {
    const met = this.#standing.find(({ order: { match }, pattern }) => {
      const service = match.service;
      return (
        (service === undefined || service === target.serviceType || service === target.serviceName) &&
        (match.method === undefined || match.method.toUpperCase() === target.method) &&
        (pattern === undefined || pattern.test(target.path))
      );
    });
    if (met === undefined) return undefined;
    met.left -= 1;
    if (met.left <= 0) this.#standing = this.#standing.filter((standing) => standing !== met);
    return met.order.effect;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEffect(effect: Json): boolean {
  return (
    typeof effect["status"] === "number" ||
    effect["hang"] === true ||
    effect["drop"] === "before" ||
    effect["drop"] === "after" ||
    typeof effect["visibleAfterMs"] === "number"
  );
}

/** Reads an order as it comes through the administrator's door. */
export function parseFaultOrder(body: Json): FaultOrder {
  const { match = {}, times = 1, effect } = body;
  if (!isObject(match)) throw new BadFaultOrder("match must be an object");
  for (const key of ["service", "method", "pathPattern"]) {
    if (match[key] !== undefined && typeof match[key] !== "string")
      throw new BadFaultOrder(`match.${key} must be a string`);
  }
  if (typeof times !== "number" || !(times >= 1)) throw new BadFaultOrder("times must be a number from 1");
  if (!isObject(effect) || !isEffect(effect)) {
    throw new BadFaultOrder("effect must be one of {status}, {hang: true}, {drop: before | after}, {visibleAfterMs}");
  }
  const pattern = match["pathPattern"];
  if (typeof pattern === "string") {
    try {
      new RegExp(pattern);
    } catch (error) {
      if (error instanceof SyntaxError) throw new BadFaultOrder(error.message);
      throw error;
    }
  }
  return { match, times, effect: effect as unknown as FaultEffect };
}
