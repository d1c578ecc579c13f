import type { Log } from "#lib/ports.ts";
import type { FaultKind } from "./faults.ts";
import type { Shared } from "./shared.ts";
import { SimulatedProcess } from "./simulated-process.ts";

/** A process of the service that may die and freeze; who is told of its end may start another. */
export class FaultyProcess extends SimulatedProcess {
  readonly shared: Shared;
  readonly name: string;
  readonly #ended: (process: FaultyProcess) => void;

  constructor(shared: Shared, name: string, ended: (process: FaultyProcess) => void) {
    super(shared.clock);
    this.shared = shared;
    this.name = name;
    this.#ended = ended;
  }

  override kill(): void {
    if (this.state === "dead") return;
    super.kill();
    this.#ended(this);
  }

  /** Freezes for a while. */
  freezeAWhile(forMs: number): void {
    this.freeze();
    this.shared.clock.after(forMs, () => this.thaw());
  }

  /** A step is reached; whether the process died there, as the sweep wants it. */
  diesAt(what: string): boolean {
    if (!this.shared.steps.reach(`${this.name}: ${what}`)) return false;
    this.line(`dies: ${what}`);
    this.kill();
    return true;
  }

  line(text: string): void {
    const { clock, log } = this.shared;
    log(`${(clock.now() % 10_000_000).toFixed(0).padStart(8)} ${this.name} ${text}`);
  }

  note(kind: FaultKind, what = ""): void {
    this.shared.faults.count(kind);
    this.line(`${kind} ${what}`);
  }

  /** The process's own log, as lines of the run's. */
  log(): Log {
    const line = (message: string, fields: unknown): void => this.line(`log: ${message} ${JSON.stringify(fields)}`);
    return { info: line, warn: line, error: line };
  }
}
