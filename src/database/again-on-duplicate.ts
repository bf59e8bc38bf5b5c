import type { Database } from './database.js';
import { isDuplicate, LostRace } from './errors.js';

/**
 * A transaction that looks whether a row is there before it makes it. When another one makes the same row in
 * between, the body runs once more: now it sees that row, and answers as if it had come later. Inside another
 * transaction it is that one, whole, which runs again.
 */
export async function againOnDuplicate<T>(db: Database, body: () => Promise<T>): Promise<T> {
  try {
    return await db.transaction(body);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    if (db.inTransaction) throw new LostRace(error);
    return db.transaction(body);
  }
}
