import { setTimeout as sleep } from 'node:timers/promises';
import type { Site } from './site.js';

const PATIENCE_MS = 60_000;

/**
 * Holds the rows that `before` touches until somebody else waits for one of this table, then commits. `next`: what the
 * holder goes on to while the other waits.
 */
export async function whileHeld<T>(
  site: Site,
  table: string,
  before: () => Promise<unknown>,
  other: () => Promise<T>,
  next: () => Promise<unknown> = async () => undefined,
): Promise<T> {
  const { db } = site.host;
  const held = Promise.withResolvers<void>();
  const later = held.promise.then(other);
  await db.transaction(async () => {
    await before();
    held.resolve();
    const deadline = performance.now() + PATIENCE_MS;
    while (!(await isWaitedFor(site, table))) {
      if (performance.now() > deadline) throw new Error(`Nobody waits for ${table}`);
      await sleep(5);
    }
    await next();
  });
  return later;
}

async function isWaitedFor({ host }: Site, table: string): Promise<boolean> {
  const rows = await host.db.raw(
    "select id from information_schema.processlist where db = database() and id <> connection_id() and command <> 'Sleep' and info like ?",
    [`%${table}%`],
  );
  return rows.length > 0;
}
