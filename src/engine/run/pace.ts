import type { Clock } from "#lib/ports.ts";

/** How much is begun in one turn of the event loop: some ten milliseconds of work without a cloud. */
const beginningsPerTurn = 100;
/** What may wait for its commit before nothing more is begun: memory stays bounded where the database is the slower. */
const unwrittenAtMost = 4000;

/**
 * The pace of an engine process: however much could begin at once, signs of life, answers and other
 * trees get their turn in between, and what is begun does not run ahead of the database without end.
 */
export interface Pace {
  /** Begins the work at once where this turn and the database have room for it, else later, in the order of the calls. */
  begin(work: () => void): void;
  /** Resolves when it is the caller's turn to begin. */
  turn(): Promise<void>;
  /** So many writes go to the database; they are there, or lost, when the promise settles. */
  writing(count: number, written: Promise<unknown>): void;
}

/** Makes the pace of one engine process. */
export function createPace(clock: Clock): Pace {
  let waiting: (() => void)[] = [];
  let left = beginningsPerTurn;
  let isNewTurnComing = false;
  let unwritten = 0;

  const newTurnSoon = (): void => {
    if (isNewTurnComing) return;
    isNewTurnComing = true;
    clock.soon(() => {
      isNewTurnComing = false;
      left = beginningsPerTurn;
      drain();
    });
  };
  const hasRoom = (): boolean => left > 0 && unwritten < unwrittenAtMost;
  const beginOne = (work: () => void): void => {
    left -= 1;
    newTurnSoon();
    work();
  };
  function drain(): void {
    let next = 0;
    // Left in the list until the end, so that what begun work wants to begin comes behind.
    for (let work = waiting[next]; work !== undefined && hasRoom(); work = waiting[next]) {
      next += 1;
      beginOne(work);
    }
    waiting = waiting.slice(next);
  }
  const begin = (work: () => void): void => {
    if (waiting.length === 0 && hasRoom()) beginOne(work);
    else waiting.push(work);
  };
  return {
    begin,
    turn: () => new Promise((resolve) => begin(resolve)),
    writing(count, written) {
      unwritten += count;
      const settle = (): void => {
        unwritten -= count;
        if (waiting.length > 0) newTurnSoon();
      };
      written.then(settle, settle);
    },
  };
}
