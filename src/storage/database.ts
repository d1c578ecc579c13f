/** One SQL statement, with its parameters `$1`, `$2`, … Without parameters it may be a script of several. */
export interface Statement {
  readonly sql: string;
  readonly params?: readonly (string | number | null)[];
  /** The batch is undone (`RowsMissing`) when this statement gives or changes fewer rows. */
  readonly atLeastRows?: number;
}

/** A row as the driver gives it. */
export type RawRow = Readonly<Record<string, unknown>>;

/**
 * A database of PostgreSQL's dialect. There are no open transactions in our hands: a batch is sent
 * whole and commits or is undone as one, which is one message to the embedded database's thread.
 */
export interface Database {
  /** Runs one statement in a transaction of its own. */
  query(sql: string, params?: Statement["params"]): Promise<readonly RawRow[]>;
  /** Runs all in one transaction, in order; gives the rows of each. Durable when it resolves. */
  batch(statements: readonly Statement[]): Promise<readonly (readonly RawRow[])[]>;
  /** Hears a channel (`pg_notify`); calls back with undefined when something may have been missed. Gives how to stop. */
  listen(channel: string, hear: (payload: string | undefined) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** The database refused a statement; the whole batch is undone. */
export class StatementFailed extends Error {
  /** Five characters, as PostgreSQL's appendix A. */
  readonly sqlState: string;
  /** Which statement of the batch. */
  readonly index: number;
  readonly constraint: string | undefined;
  constructor(message: string, details: { sqlState: string; index: number; constraint?: string | undefined }) {
    super(message);
    this.name = "StatementFailed";
    this.sqlState = details.sqlState;
    this.index = details.index;
    this.constraint = details.constraint;
  }
}

/** A statement had fewer rows than it must have; the whole batch is undone. */
export class RowsMissing extends Error {
  /** Which statement of the batch. */
  readonly index: number;
  /** The rows that it had. */
  readonly rows: readonly RawRow[];
  constructor(index: number, rows: readonly RawRow[]) {
    super(`statement ${index} of the batch had too few rows (${rows.length})`);
    this.name = "RowsMissing";
    this.index = index;
    this.rows = rows;
  }
}

/** The database did not answer. */
export class DatabaseUnavailable extends Error {
  /** Whether what was asked may have been done all the same (the connection broke during the commit). */
  readonly mayHaveCommitted: boolean;
  constructor(message: string, options: { mayHaveCommitted?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "DatabaseUnavailable";
    this.mayHaveCommitted = options.mayHaveCommitted ?? false;
  }
}

/** The data directory belongs to another running process. */
export class DirectoryInUse extends Error {
  readonly directory: string;
  /** Of the process that has it, when it can be read. */
  readonly pid: number | undefined;
  constructor(directory: string, pid: number | undefined) {
    const holder = pid === undefined ? "another process" : `the process ${pid}`;
    super(`${directory} is in use by ${holder}; stop it, or choose another data directory`);
    this.name = "DirectoryInUse";
    this.directory = directory;
    this.pid = pid;
  }
}

/** The database is of a version that this code cannot work on. */
export class WrongDatabaseVersion extends Error {
  constructor(message: string) {
    super(message);
    this.name = "WrongDatabaseVersion";
  }
}
