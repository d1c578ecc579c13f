/** Counts the steps of a run's processes, and says at which one a process dies. */
export class Steps {
  readonly #dieAt: number;
  #passed = 0;
  #died = "";

  /** Nobody dies unless a step is given; the first is 1. */
  constructor(dieAt = 0) {
    this.#dieAt = dieAt;
  }

  /** So many there were. */
  get passed(): number {
    return this.#passed;
  }

  /** At which step a process died; empty where none did. */
  get died(): string {
    return this.#died;
  }

  /** A step is reached; whether the process dies there. */
  reach(what: string): boolean {
    this.#passed += 1;
    if (this.#passed !== this.#dieAt) return false;
    this.#died = what;
    return true;
  }
}
