import type { Contents, Row, Rows } from './rows.js';

/** Columns that name a row of the seller's. */
const NAMED_BY: Readonly<Record<string, string>> = {
  customer_id: 'billing_customers',
  invoice_id: 'billing_invoices',
  subscription_id: 'billing_subscriptions',
  charge_id: 'billing_charges',
};
/** The same of lines in the audit log. */
const TYPES: Readonly<Record<string, string>> = {
  'billing-account': 'billing_accounts',
  customer: 'billing_customers',
  invoice: 'billing_invoices',
  subscription: 'billing_subscriptions',
  charge: 'billing_charges',
};
/** Whoever buys takes the next number. */
const COUNTED = 'billing_series';

/**
 * What happened to rows of the seller beside that this organisation became its customer: rows that are gone, rows that
 * are not what they were, and new rows that name neither the organisation nor what it bought.
 */
export function beyondBuying(before: Contents, after: Contents, buyerOrgId: number): readonly string[] {
  const faults: string[] = [];
  const added: { table: string; row: Row }[] = [];
  for (const [table, rows] of Object.entries(after)) {
    const former = before[table] ?? new Map();
    for (const id of former.keys()) if (!rows.has(id)) faults.push(`${table} ${id} is gone`);
    for (const [id, row] of rows)
      if (!former.has(id)) added.push({ table, row });
      else if (table !== COUNTED && JSON.stringify(former.get(id)) !== JSON.stringify(row))
        faults.push(`${table} ${id} is not what it was: ${JSON.stringify(row)}`);
  }
  return [...faults, ...strangersAmong(added, buyerOrgId)];
}

function strangersAmong(
  added: readonly { readonly table: string; readonly row: Row }[],
  buyerOrgId: number,
): string[] {
  const theirs = new Set<string>();
  let left = added;
  for (let found = -1; found !== theirs.size; ) {
    found = theirs.size;
    left = left.filter(({ table, row }) => {
      const isBuyer = Number(row.buyer_org_id) === buyerOrgId;
      if (isBuyer) theirs.add(`billing_customers ${row.customer_id}`);
      const isTheirs = isBuyer || named(table, row).some((name) => theirs.has(name));
      if (isTheirs) theirs.add(`${table} ${row.id}`).add(`${table} ${row.public_id}`);
      return !isTheirs;
    });
  }
  return left.map(({ table, row }) => `${table} is not of its buying: ${JSON.stringify(row)}`);
}

function named(table: string, row: Row): readonly string[] {
  const links = Object.entries(NAMED_BY).map(([column, target]) => `${target} ${row[column]}`);
  // Of a draft that is gone: by what it was made for.
  if (table === 'billing_changes') {
    const { source } = JSON.parse(String(row.subject)) as { source?: { kind: string; id: number } };
    return source?.kind === 'billing.subscription-period'
      ? [`billing_subscription_periods ${source.id}`]
      : [];
  }
  if (table !== 'kp_audit_log') return [`${table} ${row.id}`, ...links];
  // What was deleted again, as an abandoned checkout is, is named by nothing else.
  const { customerId } = (JSON.parse(String(row.changes)) ?? {}) as { customerId?: number };
  return [`${TYPES[String(row.entity_type)]} ${row.entity_id}`, `billing_customers ${customerId}`];
}

/** What everybody may read: names of what is for sale. */
export async function wares(rows: Rows): Promise<readonly string[]> {
  const names = await Promise.all(
    ['billing_packages', 'billing_plans'].map((table) => rows.all(`select slug, name from ${table}`)),
  );
  return names.flat().flatMap(({ slug, name }) => [String(slug), String(name)]);
}
