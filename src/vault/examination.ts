import type { Database } from '../database/database.js';
import { type Cipher, Unreadable } from './cipher.js';
import type { SealedColumn } from './sealed-columns.js';
import { eachBatch } from './sealed-walk.js';

export interface UnreadableRow {
  readonly table: string;
  readonly id: number;
  readonly label: string;
  readonly reason: Unreadable['reason'];
  /** Null when the text is not even of the right shape. */
  readonly keyId: string | null;
}

/** What the doctor found. Never a value. */
export interface Examination {
  readonly activeKeyId: string;
  /** Rows in all. */
  readonly rows: number;
  /** Readable rows that a rotation would move. */
  readonly underOlderKeys: number;
  readonly unreadable: readonly UnreadableRow[];
}

/** Tries to read every row. */
export async function examine(
  db: Database,
  cipher: Cipher,
  columns: readonly SealedColumn[],
): Promise<Examination> {
  let rows = 0;
  let underOlderKeys = 0;
  const unreadable: UnreadableRow[] = [];
  for (const column of columns) {
    for await (const batch of eachBatch(db, column)) {
      for (const { id, sealed, row } of batch) {
        rows += 1;
        const fault = faultOf(cipher, sealed, column.context(row));
        if (fault) {
          const { reason, keyId = null } = fault;
          unreadable.push({ table: column.table, id, label: column.label(row), reason, keyId });
        } else if (!cipher.isUnderActiveKey(sealed)) underOlderKeys += 1;
      }
    }
  }
  return { activeKeyId: cipher.activeKeyId, rows, underOlderKeys, unreadable };
}

function faultOf(cipher: Cipher, sealed: string, context: string): Unreadable | undefined {
  try {
    cipher.open(sealed, context);
    return undefined;
  } catch (error) {
    if (error instanceof Unreadable) return error;
    throw error;
  }
}
