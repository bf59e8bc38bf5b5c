import { StatementSync } from 'node:sqlite';
import test from 'ava';
import { currentRequest } from '../../../src/request-context.js';
import { databases } from '../../support/databases.js';
import { startSite } from '../../support/site.js';
import { BillingDoor } from '../billing-sites.js';

/** Conditions of lists with the column they are sorted by, as the documented filters make them. */
const LISTS: readonly (readonly [where: string, sort: string])[] = [
  ['', 'created_at'],
  ['', 'issue_date'],
  ['', 'due_date'],
  ['customer_id = 1', 'created_at'],
  ["customer_id = 1 and issue_date >= '2026-01-01'", 'issue_date'],
  ["status = 'open'", 'created_at'],
  ["currency = 'EUR'", 'created_at'],
  ["overdue_after < '2026-03-01'", 'overdue_after'],
  ["issue_date >= '2026-01-01' and issue_date <= '2026-01-31'", 'issue_date'],
];

/** Rows that belong to an invoice or a source are found by it. */
const LOOKUPS: Readonly<Record<string, string>> = {
  billing_invoice_lines: 'invoice_id in (1, 2)',
  billing_credit_note_lines: 'credit_note_id in (1, 2)',
  billing_payments: "invoice_id = 1 and operation_key = 'x'",
  billing_credit_notes: 'invoice_id = 1',
  billing_invoices: "source_kind = 'x' and source_id = 1",
  billing_series: "kind = 'invoice'",
};

type Read = (this: { readonly sourceSQL: string }, ...values: unknown[]) => unknown;

const sqlite = databases.find((database) => database.engine === 'sqlite');

test('every documented filter and sort of invoices reads an index in order', async (t) => {
  if (!sqlite) return t.fail('SQLite is always there');
  const site = await startSite(sqlite);
  t.teardown(() => site.stop());
  const plan = async (query: string) => {
    const steps = await site.host.db.raw<{ detail: string }>(`explain query plan ${query}`);
    return steps.map(({ detail }) => detail).join('; ');
  };
  for (const [where, sort] of LISTS) {
    const condition = where === '' ? '' : ` and ${where}`;
    const query = `select * from billing_invoices where org_id = 1${condition} order by ${sort} desc, id desc limit 10`;
    const steps = await plan(query);
    t.regex(steps, /SEARCH .* USING INDEX/, query);
    t.notRegex(steps, /TEMP B-TREE/, `${query}: ${steps}`);
  }
  for (const [table, where] of Object.entries(LOOKUPS)) {
    const steps = await plan(`select * from ${table} where org_id = 1 and ${where}`);
    t.regex(steps, /SEARCH .* USING INDEX .*\(org_id=\? AND/, `${table}: ${steps}`);
  }
});

test('a page of invoices costs the same statements, however many are on it', async (t) => {
  if (!sqlite) return t.fail('SQLite is always there');
  const site = await startSite(sqlite);
  t.teardown(() => site.stop());
  const door = await BillingDoor.open(site);
  const customers = await Promise.all(Array.from({ length: 4 }, () => door.customer()));
  for (let at = 0; at < 24; at += 1) await door.draft({ customerId: customers[at % 4]?.id as number });
  const prototype = StatementSync.prototype as unknown as { all: Read };
  const { all } = prototype;
  let reads = 0;
  prototype.all = function (...values) {
    // Not what the site does by itself meanwhile.
    if (currentRequest() && this.sourceSQL.includes('billing_')) reads += 1;
    return all.apply(this, values);
  };
  t.teardown(() => {
    prototype.all = all;
  });
  const costs: number[] = [];
  for (const limit of [1, 24]) {
    // Its total is counted already the second time.
    await door.read(`/invoices?limit=${limit}`);
    reads = 0;
    await door.read(`/invoices?limit=${limit}`);
    costs.push(reads);
  }
  t.is(costs[0], costs[1]);
  t.true((costs[0] ?? 0) > 0);
});
