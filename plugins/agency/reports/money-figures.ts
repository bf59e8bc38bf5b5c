import type { Tenant } from '#host';
import type { Invoices } from '../../billing/contract.js';
import {
  type Column,
  type Figures,
  ReportFault,
  type Row,
  type Subject,
  summedByCurrency,
} from './figures.js';

const MOST_INVOICES = 20_000;

const money = (key: string, title: string): Column => ({ key, title, kind: 'money' });
const text = (key: string, title: string): Column => ({ key, title, kind: 'text' });

const REVENUE: readonly Column[] = [
  text('month', 'Month'),
  text('currency', 'Currency'),
  { key: 'invoices', title: 'Invoices', kind: 'count' },
  money('net', 'Net'),
  money('tax', 'Tax'),
  money('total', 'Total'),
  money('credited', 'Credited'),
  money('paid', 'Paid'),
  money('due', 'Due'),
];

const OVERDUE: readonly Column[] = [
  text('number', 'Invoice'),
  text('client', 'Client'),
  text('dueDate', 'Due date'),
  text('currency', 'Currency'),
  money('total', 'Total'),
  money('due', 'Due'),
];

/** Invoices by the month of their issue date, with what was paid and credited of them since. */
export async function revenueFigures(
  invoices: Invoices,
  tenant: Tenant,
  { from, to }: Subject,
): Promise<Figures> {
  const rows: Row[] = (await invoices.revenue(tenant, from, to)).map(({ count, ...rest }) => ({
    ...rest,
    invoices: count,
  }));
  const keys = ['invoices', 'net', 'tax', 'total', 'credited', 'paid', 'due'];
  return { columns: REVENUE, rows, totals: summedByCurrency(rows, keys) };
}

/** Invoices whose due date lies in these days and has passed. */
export async function overdueFigures(
  invoices: Invoices,
  tenant: Tenant,
  { from, to }: Subject,
): Promise<Figures> {
  const found = await invoices.overdue(tenant, from, to, MOST_INVOICES + 1);
  if (found.length > MOST_INVOICES)
    throw new ReportFault(`More than ${MOST_INVOICES} invoices: ask for fewer days`);
  const rows: Row[] = found.map(({ publicId, number, customerName, dueDate, currency, total, due }) => ({
    invoice: publicId,
    number,
    client: customerName,
    dueDate,
    currency,
    total,
    due,
  }));
  const counted = summedByCurrency(rows, ['total', 'due']).map((sum) => ({
    ...sum,
    invoices: rows.filter(({ currency }) => currency === sum.currency).length,
  }));
  return { columns: OVERDUE, rows, totals: counted };
}
