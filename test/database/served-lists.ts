import type { ExecutionContext } from 'ava';
import { databases } from '../support/databases.js';
import { startSite } from '../support/site.js';

/** Conditions of lists with the column they are sorted by, as the documented filters make them. */
export type Lists = Readonly<Record<string, readonly (readonly [where: string, sort: string])[]>>;

/** Every list of an organisation finds its rows by an index and in order. Both databases have the same indexes. */
export async function assertServed(t: ExecutionContext, lists: Lists): Promise<void> {
  const sqlite = databases.find((database) => database.engine === 'sqlite');
  if (!sqlite) return t.fail('SQLite is always there');
  const site = await startSite(sqlite);
  try {
    for (const [table, ofTable] of Object.entries(lists)) {
      for (const [where, sort] of ofTable) {
        const condition = where === '' ? '' : ` and ${where}`;
        const query = `select * from ${table} where org_id = 1${condition} order by ${sort} desc, id desc limit 10`;
        const plan = await site.host.db.raw<{ detail: string }>(`explain query plan ${query}`);
        const steps = plan.map((step) => step.detail).join('; ');
        t.regex(steps, /SEARCH .* USING INDEX/, query);
        t.notRegex(steps, /TEMP B-TREE/, `${query}: ${steps}`);
        // Else few rows would be looked for among many.
        for (const [, column] of where.matchAll(/(\w+) (?:=|is) /g))
          t.regex(steps, new RegExp(`\\b${column}=\\?`), `${query}: ${steps}`);
      }
    }
  } finally {
    await site.stop();
  }
}
