import type { Database, Statement } from "../database.ts";
import { toStoredJson, toStoredText } from "../json-text.ts";
import type { Ownership } from "../writes.ts";

/** Locks a tree (until the commit) and says that it has work. Goes first in a command: the lock orders all writes of a tree. */
export function giveTreeWork(rootId: string): Statement {
  return {
    sql: `insert into tree (root_id, work_since) values ($1, clock_timestamp())
      on conflict (root_id) do update set work_since = coalesce(tree.work_since, excluded.work_since)`,
    params: [toStoredText(rootId)],
  };
}

/**
 * Locks trees (until the commit) if they are still owned so: fewer rows, when another engine has one.
 * Always in the order of their ids, so that two flushes never wait for each other in a ring.
 */
export function holdTrees(owned: readonly Ownership[]): Statement {
  return {
    sql: `select tree.root_id, tree.epoch from tree join json_to_recordset($1::json) as given("rootId" text, epoch integer)
        on tree.root_id = given."rootId" and tree.epoch = given.epoch
      where tree.owner is not null order by tree.root_id, tree.epoch for no key update of tree`,
    params: [toStoredJson(owned)],
    atLeastRows: owned.length,
  };
}

/** Checks that a tree is still owned so, without a lock. */
export function checkOwned(owned: Ownership): Statement {
  return {
    sql: "select root_id from tree where root_id = $1 and epoch = $2 and owner is not null",
    params: [toStoredText(owned.rootId), owned.epoch],
    atLeastRows: 1,
  };
}

/** Says of trees, after their operations or signals changed, whether they have work. */
export function reckonWork(rootIds: readonly string[]): Statement {
  return {
    sql: `update tree set work_since = case when exists (select from operation where operation.root_id = tree.root_id)
          or exists (select from signal where signal.root_id = tree.root_id)
        then coalesce(work_since, clock_timestamp()) end
      where root_id in (select json_array_elements_text($1::json))`,
    params: [toStoredJson(rootIds)],
  };
}

/** How many trees an engine wants, and which it knows it has; its own others count as free where that is given. */
export interface Wanted {
  readonly limit: number;
  readonly held: readonly string[] | undefined;
}

/** Takes trees that have work and no living owner, oldest work first. An engine without a lease gets none. */
export async function claimTrees(
  database: Database,
  engineId: string,
  { limit, held }: Wanted,
): Promise<readonly Ownership[]> {
  const alive = (id: string): string =>
    `exists (select from engine where engine.id = ${id} and engine.lease_until > clock_timestamp())`;
  const rows = await database.query(
    `with free as (
        select root_id from tree
        where work_since is not null and ${alive("$1")} and (not ${alive("tree.owner")}
          or (tree.owner = $1 and $3::json is not null and root_id not in (select json_array_elements_text($3::json))))
        order by work_since, root_id limit $2 for no key update of tree skip locked),
      taken as (
        update tree set owner = $1, epoch = tree.epoch + 1 from free where tree.root_id = free.root_id
        returning tree.root_id, tree.epoch, tree.work_since)
    select root_id, epoch from taken order by work_since, root_id`,
    [engineId, limit, held === undefined ? null : toStoredJson(held)],
  );
  return rows.map((row) => ({ rootId: String(row["root_id"]), epoch: Number(row["epoch"]) }));
}

/** Gives a tree up; whether it has work still. Does nothing for who does not own it. */
export async function releaseTree(database: Database, owned: Ownership): Promise<boolean> {
  const rows = await database.query(
    `update tree set owner = null where root_id = $1 and epoch = $2 and owner is not null returning work_since is not null as "hasWork"`,
    [toStoredText(owned.rootId), owned.epoch],
  );
  return rows[0]?.["hasWork"] === true;
}
