import type { Binding, Session, VersionKey } from './engine.js';

/** Raised by the statement below when a row of `kp_row_versions` is not there; the transaction starts again. */
const MISSING = 'kp_row_versions is incomplete';

/**
 * Makes versions newer as the last thing of a transaction. A version row of a busy organisation is locked until
 * the commit has come through, so on MariaDB both travel in one statement; MySQL takes one round trip more.
 */
export async function writeVersions(
  session: Session,
  keys: readonly VersionKey[],
  mariadb: boolean,
): Promise<'committed' | 'open'> {
  const places = keys.map(() => '(?, ?)').join(', ');
  const bindings = keys.flatMap<Binding>(({ orgId, table }) => [orgId, table]);
  const update = `update kp_row_versions set version = version + 1 where (org_id, table_name) in (${places})`;
  if (!mariadb) {
    const { matched } = await session.write(update, bindings);
    if (matched < keys.length) throw new MissingVersions();
    return 'open';
  }
  try {
    await session.write(
      `begin not atomic ${update}; if row_count() < ? then signal sqlstate '45000' set message_text = '${MISSING}'; end if; commit; end`,
      [...bindings, keys.length],
    );
  } catch (error) {
    if (error instanceof Error && error.message.includes(MISSING)) throw new MissingVersions();
    throw error;
  }
  return 'committed';
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
