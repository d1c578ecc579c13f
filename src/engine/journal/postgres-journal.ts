import { RowsMissing, StatementFailed } from "#storage/database.ts";
import type { Database, Statement } from "#storage/database.ts";
import { createGroupCommit } from "#storage/group-commit.ts";
import type { CredentialRow, OperationRow, ResourceRow, SignalRow, StackRow } from "#storage/rows.ts";
import { readStatement, rowsOf } from "#storage/table.ts";
import { insertContents, readContent } from "#storage/tables/content.ts";
import { putCredential, readCredential, readCredentialOf } from "#storage/tables/credential.ts";
import { extendLease } from "#storage/tables/engine.ts";
import { insertEvents, listEvents, listTreeEvents, placeOfEvent, readEvent } from "#storage/tables/event.ts";
import { selectOperationsOfTree, upsertOperations } from "#storage/tables/operation.ts";
import { countResources, readResources, selectResourcesOfTree } from "#storage/tables/resource.ts";
import { insertSignals, selectSignalsOfTree } from "#storage/tables/signal.ts";
import {
  changeStack,
  countStacks,
  insertStack,
  listStacks,
  LIVE_ROOT_NAME,
  readStack,
  readStackNamed,
  selectStacksOfTree,
  selectWorkingStacks,
} from "#storage/tables/stack.ts";
import { checkOwned, claimTrees, giveTreeWork, releaseTree } from "#storage/tables/tree.ts";
import { Fenced, JournalClosed } from "./journal.ts";
import type {
  CommandCommit,
  CommandResult,
  EventFilter,
  Journal,
  Ownership,
  StackFilter,
  TreeRecord,
  Write,
} from "./journal.ts";

const WAKE_CHANNEL = "calor_wake";
const EVENTS_CHANNEL = "calor_events";

function commandStatements({ contents, insert, change, operation, event }: CommandCommit): Statement[] {
  const statements = [giveTreeWork(operation.rootId)];
  if (insert !== undefined) statements.push(insertStack(insert));
  if (change !== undefined) statements.push(changeStack(change, { operation: operation.number, ...change.set }));
  if (contents.size > 0) statements.push(insertContents(contents));
  return [...statements, upsertOperations([operation]), insertEvents([{ ...event, operation: null }])];
}

function refusalOf(error: unknown): CommandResult | undefined {
  if (error instanceof RowsMissing) return "overtaken";
  if (error instanceof StatementFailed && error.constraint === LIVE_ROOT_NAME) return "nameTaken";
  return undefined;
}

// Reads, in one transaction, what only the owner of a tree may load.
async function readOwned(database: Database, owned: Ownership, selects: readonly string[]) {
  try {
    const [, ...answers] = await database.batch([
      checkOwned(owned),
      ...selects.map((sql) => readStatement(sql, [owned.rootId])),
    ]);
    return answers;
  } catch (error) {
    if (error instanceof RowsMissing) throw new Fenced(owned.rootId);
    throw error;
  }
}

/** Tells those who wait in this process, and through the database those in others. */
function createTellings(database: Database, channel: string) {
  const listeners = new Set<(rootId: string | undefined) => void>();
  const tell = (rootId: string | undefined): void => {
    for (const listener of listeners) queueMicrotask(() => listeners.has(listener) && listener(rootId));
  };
  let listening: Promise<() => Promise<void>> | undefined;
  const startListening = (): Promise<() => Promise<void>> => {
    const started = database.listen(channel, tell);
    // A failure is told by `close`, and by every other use of that database.
    started.catch(() => undefined);
    return started;
  };
  return {
    notification: (rootId: string): Statement => ({ sql: "select pg_notify($1, $2)", params: [channel, rootId] }),
    tell,
    add(listener: (rootId: string | undefined) => void): () => void {
      listening ??= startListening();
      const own = (rootId: string | undefined): void => listener(rootId);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    async close(): Promise<void> {
      listeners.clear();
      const stop = await listening;
      await stop?.();
    },
  };
}

type Tellings = ReturnType<typeof createTellings>;

/**
 * Tells of new events, after they are durable. Other processes are told in statements of their own, one at a time:
 * a notification within the writing transaction would make all commits of the database queue.
 */
function createEventTelling(database: Database, tellings: Tellings, isAlone: boolean) {
  let untold = new Set<string>();
  let telling: Promise<void> | undefined;
  const tellOthers = async (): Promise<void> => {
    while (untold.size > 0) {
      const told = [...untold];
      untold = new Set();
      await database.batch(told.map((rootId) => tellings.notification(rootId)));
    }
  };
  return (rootId: string): void => {
    tellings.tell(rootId);
    if (isAlone) return;
    untold.add(rootId);
    // Only a hint: who watches also looks from time to time.
    telling ??= tellOthers()
      .catch(() => undefined)
      .finally(() => {
        telling = undefined;
      });
  };
}

function ownershipMethods(database: Database, wakes: Tellings, tellOfEvents: (rootId: string) => void) {
  const commits = createGroupCommit({ database });
  return {
    settled: () => commits.settled(),
    async command(order: CommandCommit): Promise<CommandResult> {
      const { rootId } = order.operation;
      try {
        await database.batch([...commandStatements(order), wakes.notification(rootId)]);
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === undefined) throw error;
        return refusal;
      }
      wakes.tell(rootId);
      tellOfEvents(rootId);
      return "committed";
    },
    async signal(row: SignalRow): Promise<void> {
      await database.batch([giveTreeWork(row.rootId), insertSignals([row]), wakes.notification(row.rootId)]);
      wakes.tell(row.rootId);
    },
    claim: (engineId: string, limit: number, held?: readonly string[]) =>
      claimTrees(database, engineId, { limit, held }),
    async release(owned: Ownership): Promise<void> {
      const hasWork = await releaseTree(database, owned);
      if (!hasWork) return;
      wakes.tell(owned.rootId);
      await database.batch([wakes.notification(owned.rootId)]);
    },
    heartbeat: (engineId: string, leaseMs: number) => extendLease(database, engineId, leaseMs),
    async loadTree(owned: Ownership): Promise<TreeRecord> {
      const selects = [selectStacksOfTree(), selectResourcesOfTree(), selectOperationsOfTree(), selectSignalsOfTree()];
      const [stacks, resources, operations, signals] = await readOwned(database, owned, selects);
      return {
        stacks: rowsOf<StackRow>(stacks),
        resources: rowsOf<ResourceRow>(resources),
        operations: rowsOf<OperationRow>(operations),
        signals: rowsOf<SignalRow>(signals),
      };
    },
    async operations(owned: Ownership): Promise<Omit<TreeRecord, "resources">> {
      const selects = [selectWorkingStacks(), selectOperationsOfTree(), selectSignalsOfTree()];
      const [stacks, operations, signals] = await readOwned(database, owned, selects);
      return {
        stacks: rowsOf<StackRow>(stacks),
        operations: rowsOf<OperationRow>(operations),
        signals: rowsOf<SignalRow>(signals),
      };
    },
    async flush(owned: Ownership, writes: readonly Write[]): Promise<void> {
      await commits.submit(owned, writes);
      if (writes.some((write) => write.kind === "event")) tellOfEvents(owned.rootId);
    },
  };
}

function readMethods(database: Database) {
  return {
    content: (hash: string) => readContent(database, hash),
    stack: (id: string) => readStack(database, id),
    stackNamed: (projectId: string, name: string) => readStackNamed(database, projectId, name),
    stacks: (filter: StackFilter) => listStacks(database, filter),
    countStacks: (filter: StackFilter) => countStacks(database, filter),
    resources: (stackIds: readonly string[]) => readResources(database, stackIds),
    countResources: (rootId: string) => countResources(database, rootId),
    events: (filter: EventFilter) => listEvents(database, filter),
    event: (stackId: string, eventId: string) => readEvent(database, stackId, eventId),
    treeEvents: (...page: [string, number, number]) => listTreeEvents(database, page),
    placeOfEvent: (rootId: string, eventId?: string) => placeOfEvent(database, rootId, eventId),
    credential: (id: string) => readCredential(database, id),
    credentialOf: (kind: CredentialRow["kind"], userId: string, projectId: string) =>
      readCredentialOf(database, { kind, userId, projectId }),
    putCredential: (row: CredentialRow) => putCredential(database, row),
  };
}

/**
 * A journal on a database that has the newest schema (`#storage/open-database.ts`). Leases are by the
 * database's clock. `close` waits for what is being written and leaves the database open: who opened
 * it closes it. `isAlone`: no other process uses the database.
 */
export function createPostgresJournal({
  database,
  isAlone = false,
}: {
  database: Database;
  isAlone?: boolean;
}): Journal {
  let isOpen = true;
  const guarded: Database = {
    ...database,
    query: async (sql, params) => (isOpen ? database.query(sql, params) : Promise.reject(new JournalClosed())),
    batch: async (statements) => (isOpen ? database.batch(statements) : Promise.reject(new JournalClosed())),
  };
  const wakes = createTellings(guarded, WAKE_CHANNEL);
  const tellings = createTellings(guarded, EVENTS_CHANNEL);
  const tellOfEvents = createEventTelling(guarded, tellings, isAlone);
  const { settled, ...owning } = ownershipMethods(guarded, wakes, tellOfEvents);
  return {
    ...owning,
    ...readMethods(guarded),
    async putContents(contents: ReadonlyMap<string, string>) {
      if (contents.size > 0) await guarded.batch([insertContents(contents)]);
    },
    onWake: (wake) => wakes.add(wake),
    onEvents: (told) => tellings.add(told),
    async close() {
      await settled();
      isOpen = false;
      await wakes.close();
      await tellings.close();
    },
  };
}
