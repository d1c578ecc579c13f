import type { Http } from "#lib/ports.ts";
import type { FaultOrder } from "./fault-orders.ts";
import type { Json, SimContext, SimObject } from "./service.ts";
import type { SimSettings } from "./settings.ts";

/** An object of a table as tests look at it. */
export type SimRow = Json & SimObject;

/** A request the cloud was sent, for counting. */
export interface SimCall {
  readonly at: number;
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** A whole simulated OpenStack, in this process. */
export interface SimulatedCloud {
  readonly baseUrl: string;
  /** Sends a request to it: the shape of the `Http` port. */
  readonly handle: Http;
  /** All objects of a table, e.g. `objects("neutron.ports")`; those not yet visible included. */
  objects<T extends SimObject = SimRow>(table: string): T[];
  tableNames(): string[];
  /** Changes state behind the services' backs, as an operator with a database client would. */
  change(work: (context: SimContext) => void): void;
  order(fault: FaultOrder): void;
  clearFaults(): void;
  configure(changes: Partial<SimSettings>): void;
  /** The last requests (at most 10 000), oldest first. */
  calls(): readonly SimCall[];
}
