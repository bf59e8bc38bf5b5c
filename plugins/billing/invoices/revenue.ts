import { exact, type Tenant } from '#host';
import type { Day, OverdueInvoice, RevenueOfMonth } from '../contract.js';
import type { InvoiceRow } from './invoice-row.js';
import type { InvoiceStore } from './invoice-store.js';

/** Those that became final and were not taken back. */
const FINAL = ['open', 'paid', 'uncollectible'] as const;

const SUMS = [
  'subtotal',
  'discountTotal',
  'taxTotal',
  'total',
  'amountCredited',
  'amountPaid',
  'amountDue',
] as const satisfies readonly (keyof InvoiceRow)[];

/** What was invoiced, added up by the database in one statement. */
export class Revenue {
  constructor(private readonly store: InvoiceStore) {}

  async ofMonths(tenant: Tenant, from: Day, to: Day): Promise<readonly RevenueOfMonth[]> {
    const rows = this.store.rows(tenant).whereIn('status', [...FINAL]);
    const days = await rows
      .compare('issueDate', '>=', from)
      .compare('issueDate', '<=', to)
      .sums(['issueDate', 'currency'], SUMS);
    const months = new Map<string, RevenueOfMonth>();
    for (const { key, count, sums } of days) {
      const month = String(key.issueDate).slice(0, 7);
      const name = `${month} ${key.currency}`;
      const { subtotal, discountTotal, taxTotal: tax, total, amountCredited, amountPaid, amountDue } = sums;
      const day = { net: subtotal - discountTotal, tax, total, credited: amountCredited, paid: amountPaid };
      const before = months.get(name) ?? NOTHING;
      months.set(name, {
        month,
        currency: key.currency,
        ...added(before, { count, ...day, due: amountDue }),
      });
    }
    return [...months].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }

  async overdue(tenant: Tenant, from: Day, to: Day, limit: number): Promise<readonly OverdueInvoice[]> {
    const today = await this.store.today(tenant);
    const rows = this.store
      .rows(tenant)
      .compare('overdueAfter', '>=', from)
      .compare('overdueAfter', '<=', to);
    const late = rows.compare('overdueAfter', '<', today).orderBy('overdueAfter').orderBy('id');
    return (await late.limit(limit).all()).map((row) => ({
      publicId: row.publicId,
      number: row.number ?? '',
      customerId: row.customerId,
      customerName: row.customer?.name ?? '',
      currency: row.currency,
      dueDate: row.overdueAfter,
      total: row.total,
      due: row.amountDue,
    }));
  }
}

type Sums = Omit<RevenueOfMonth, 'month' | 'currency'>;

const NOTHING: Sums = { count: 0, net: 0, tax: 0, total: 0, credited: 0, paid: 0, due: 0 };

function added(a: Sums, b: Sums): Sums {
  return {
    count: exact(a.count + b.count),
    net: exact(a.net + b.net),
    tax: exact(a.tax + b.tax),
    total: exact(a.total + b.total),
    credited: exact(a.credited + b.credited),
    paid: exact(a.paid + b.paid),
    due: exact(a.due + b.due),
  };
}
