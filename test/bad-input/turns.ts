import { databases, type TestDatabase } from '../support/databases.js';

const IS_QUICK = Number(process.env.TEST_EFFORT ?? 1) <= 1;
/** What stands in a request is judged before a database is asked: by default each engine looks at every second operation. */
const IS_SHARED = IS_QUICK && databases.length > 1;
const SOME = 3;

/** Of all operations those that this engine looks at; with more effort all of them. */
export function turnsOf<T>(engine: TestDatabase['engine'], operations: readonly T[]): readonly T[] {
  if (!IS_SHARED) return operations;
  const own = databases.findIndex((database) => database.engine === engine);
  return operations.filter((_, at) => at % databases.length === own);
}

/** All of them where there is time, else every third, of each list others. */
export function someOf<T>(list: readonly T[], nth: number): readonly T[] {
  return IS_QUICK ? list.filter((_, at) => (at + nth) % SOME === 0) : list;
}
