import type { Database } from './database.js';
import { isDuplicate } from './errors.js';

/**
 * A transaction that looks whether a row is there before it makes it. When another one makes the same row in
 * between, the body runs once more: now it sees that row, and answers as if it had come later.
 */
export async function againOnDuplicate<T>(db: Database, body: () => Promise<T>): Promise<T> {
  try {
    return await db.transaction(body);
  } catch (error) {
    if (!isDuplicate(error) || db.inTransaction) throw error;
    return db.transaction(body);
  }
}
