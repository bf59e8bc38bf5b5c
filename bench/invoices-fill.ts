import type { Knex } from 'knex';
import { dialectOf, fillNumbers, instant, NUMBERS, prepareNumbers } from './fill.js';

const SECONDS_APART = 20;
const FIELDS = [
  'public_id',
  'org_id',
  'customer_id',
  'status',
  'number',
  'currency',
  'issue_date',
  'due_date',
  'overdue_after',
  'taxes',
  'subtotal',
  'discount_total',
  'tax_total',
  'total',
  'amount_paid',
  'amount_credited',
  'amount_due',
  'created_at',
  'updated_at',
];

/** One organisation with so many invoices of two lines, two of ten open and the others paid. */
export async function fillInvoices(
  db: Knex,
  orgId: number,
  customerId: number,
  count: number,
): Promise<void> {
  const say = dialectOf(db);
  const start = instant(Date.now() - 3_600_000 - count * SECONDS_APART * 1000);
  const at = say.after(start, `n * ${SECONDS_APART}`);
  const day = `substr(${at}, 1, 10)`;
  const open = (yes: string, no: string) => `case when n % 10 < 2 then ${yes} else ${no} end`;
  const amounts = `20000, 0, 3800, 23800, ${open('0', '23800')}, 0, ${open('23800', '0')}`;
  const publicId = say.joined("'01930000-0000-7000-8000-'", say.hex(`n + ${orgId} * 2000000`));
  const facts = `${publicId}, ${orgId}, ${customerId}, ${open("'open'", "'paid'")}`;
  const number = say.joined("'INV-'", say.padded('n', 7));
  const days = `${day}, ${day}, ${open(day, "'9999-12-31'")}`;
  await prepareNumbers(db);
  await fillNumbers(db, count);
  await db.raw(
    `insert into billing_invoices (${FIELDS.join(', ')})
     select ${facts}, ${number}, 'EUR', ${days}, '[]', ${amounts}, ${at}, ${at} from ${NUMBERS} order by n`,
  );
  for (const position of [0, 1])
    await db.raw(
      `insert into billing_invoice_lines (org_id, invoice_id, position, description, quantity, unit_price, discount,
       tax_rate, subtotal, discount_amount, tax_amount, total)
       select ${orgId}, id, ${position}, 'Work', 1000, 10000, 0, 190000, 10000, 0, 1900, 11900
       from billing_invoices where org_id = ${orgId} order by id`,
    );
  await db.schema.dropTable(NUMBERS);
  const tables = ['billing_invoices', 'billing_invoice_lines'];
  await db.raw(db.client.dialect === 'sqlite3' ? 'analyze' : `analyze table ${tables.join(', ')}`);
}
