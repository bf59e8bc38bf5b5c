import type { Knex } from 'knex';
import { dialectOf, fillNumbers, instant, NUMBERS, prepareNumbers } from './fill.js';

const TABLE = 'agency_time_entries';

/** So many entries of time of the first ten clients and their projects, in two years; nine of ten are on no invoice yet. */
export async function fillTime(db: Knex, orgId: number, count: number): Promise<void> {
  const say = dialectOf(db);
  const at = say.after(instant(Date.now() - 3_600_000 - count * 1000), 'n');
  const day = say.joined(
    "'202'",
    '(4 + n % 2)',
    "'-'",
    say.padded('1 + n % 12', 2),
    "'-'",
    say.padded('1 + n % 28', 2),
  );
  await prepareNumbers(db);
  await fillNumbers(db, count);
  await db.raw(`insert into ${TABLE} (id, org_id, client_id, project_id, user_id, date, minutes, rounded_minutes,
    billable, hourly_rate, invoice_id, created_at, updated_at)
    select n, ${orgId}, 1 + n % 10, 1 + n % 10, 1, ${day}, 50, 60, 1, 9000, case when n % 10 = 7 then 1 end, ${at}, ${at}
    from ${NUMBERS} order by n`);
  await db('kp_row_versions').insert({ org_id: orgId, table_name: TABLE, version: 1 });
  await db.schema.dropTable(NUMBERS);
  await db.raw(db.client.dialect === 'sqlite3' ? 'analyze' : `analyze table ${TABLE}`);
}
