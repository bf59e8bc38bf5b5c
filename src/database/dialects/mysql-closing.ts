import type { Binding, Session, VersionKey } from './engine.js';

/** Raised by the statement below when a row of `kp_row_versions` is not there; the transaction starts again. */
const MISSING = 'kp_row_versions is incomplete';

/** A statement that waits for the next one, or for the commit. */
export interface Appended {
  readonly sql: string;
  readonly bindings: readonly Binding[];
}

/**
 * The end of a transaction: what was appended, then the versions, which are the last thing, then the commit. Counters
 * and version rows of a busy organisation are locked until the commit has come through, so on MariaDB all of it
 * travels in one statement.
 */
export function closing(appended: readonly Appended[], keys: readonly VersionKey[]): Appended {
  const { sql, bindings } = newer(keys);
  const refused = `if row_count() < ? then signal sqlstate '45000' set message_text = '${MISSING}'; end if`;
  const versions =
    keys.length === 0 ? [] : [{ sql: `${sql}; ${refused}`, bindings: [...bindings, keys.length] }];
  const all = [...appended, ...versions];
  return {
    sql: `begin not atomic ${all.map((one) => `${one.sql}; `).join('')}commit; end`,
    bindings: all.flatMap((one) => one.bindings),
  };
}

/** Tells from other errors that the statement above has refused. */
export function judgedVersions(error: unknown): unknown {
  return error instanceof Error && error.message.includes(MISSING) ? new MissingVersions() : error;
}

/** On MySQL, which takes one statement at a time. */
export async function writeVersions(session: Session, keys: readonly VersionKey[]): Promise<void> {
  const { sql, bindings } = newer(keys);
  const { matched } = await session.write(sql, bindings);
  if (matched < keys.length) throw new MissingVersions();
}

function newer(keys: readonly VersionKey[]): Appended {
  const places = keys.map(() => '(?, ?)').join(', ');
  return {
    sql: `update kp_row_versions set version = version + 1 where (org_id, table_name) in (${places})`,
    bindings: keys.flatMap<Binding>(({ orgId, table }) => [orgId, table]),
  };
}

/** `insert ignore` in a statement of its own: inside a transaction its locks would meet those of others. */
export async function createVersionRows(session: Session, keys: readonly VersionKey[]): Promise<void> {
  const places = keys.map(() => '(?, ?, 0)').join(', ');
  const bindings = keys.flatMap<Binding>(({ orgId, table }) => [orgId, table]);
  await session.write(
    `insert ignore into kp_row_versions (org_id, table_name, version) values ${places}`,
    bindings,
  );
}

export class MissingVersions extends Error {
  override readonly name = 'MissingVersions';
}
