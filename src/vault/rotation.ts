import type { Database } from '../database/database.js';
import { type Cipher, Unreadable } from './cipher.js';
import type { SealedColumn, SealedRow } from './sealed-columns.js';
import { eachBatch } from './sealed-walk.js';

export interface Rotated {
  /** The key that everything readable is now under. */
  readonly activeKeyId: string;
  readonly rotated: number;
  /** Left as they were; the doctor says which and why. */
  readonly unreadable: number;
}

/**
 * Puts everything under the newest key while the site runs. A row is replaced only while it still holds what was
 * read, so that a write in between wins, two rotations do no harm to each other, and one that ends half-way has
 * left every row readable.
 */
export async function rotate(
  db: Database,
  cipher: Cipher,
  columns: readonly SealedColumn[],
): Promise<Rotated> {
  let rotated = 0;
  let unreadable = 0;
  for (const column of columns) {
    for await (const batch of eachBatch(db, column)) {
      for (const row of batch.filter(({ sealed }) => !cipher.isUnderActiveKey(sealed))) {
        const moved = await replace(db, cipher, column, row);
        if (moved === undefined) unreadable += 1;
        else rotated += moved;
      }
    }
  }
  return { activeKeyId: cipher.activeKeyId, rotated, unreadable };
}

/** 1 or 0 rows; undefined when it cannot be read. */
async function replace(
  db: Database,
  cipher: Cipher,
  column: SealedColumn,
  { id, sealed, row }: SealedRow,
): Promise<number | undefined> {
  try {
    const context = column.context(row);
    const anew = cipher.seal(cipher.open(sealed, context), context);
    const values = {
      [column.column]: anew,
      ...(column.keyColumn && { [column.keyColumn]: cipher.activeKeyId }),
    };
    return Number(
      await db
        .query(column.table)
        .where({ id, [column.column]: sealed })
        .update(values),
    );
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}
