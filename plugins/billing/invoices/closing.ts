import { type Principal, ProblemError } from '#host';
import type { ChangeLog } from '../changes.js';
import { type Invoice, invoiceVoided } from '../contract.js';
import { tell } from '../webhook-events.js';
import { type InvoiceRow, NEVER } from './invoice-row.js';
import type { InvoiceStore } from './invoice-store.js';

/** Final invoices that nobody is to pay. */
export class Closing {
  constructor(
    private readonly store: InvoiceStore,
    private readonly changes: ChangeLog,
  ) {}

  void(actor: Principal, id: number): Promise<Invoice> {
    return this.store.host.db.transaction(async () => {
      const row = await this.store.locked(actor, id);
      assertOwed(row, 'voided');
      assertUntouched(row);
      const voidedAt = this.store.host.clock.now();
      const closed = { status: 'void', amountDue: 0, overdueAfter: NEVER, voidedAt } as const;
      const invoice = await this.store.whole(actor, await this.store.change(actor, row, closed));
      await this.store.record(actor, 'voided', invoice, { status: [row.status, 'void'] });
      await this.changes.invoice(actor, 'invoice.voided', invoice);
      await this.store.host.db.publish(invoiceVoided, { actor, invoice });
      await tell(this.store.host, 'billing.invoice.voided', invoice, actor);
      return invoice;
    });
  }

  markUncollectible(actor: Principal, id: number): Promise<Invoice> {
    return this.store.host.db.transaction(async () => {
      const row = await this.store.locked(actor, id);
      if (row.status === 'uncollectible') return this.store.whole(actor, row);
      assertOwed(row, 'given up');
      const closed = { status: 'uncollectible', overdueAfter: NEVER } as const;
      const invoice = await this.store.whole(actor, await this.store.change(actor, row, closed));
      await this.store.record(actor, 'uncollectible', invoice, { status: [row.status, 'uncollectible'] });
      await tell(this.store.host, 'billing.invoice.uncollectible', invoice, actor);
      return invoice;
    });
  }
}

/** Refuses what nobody owes, or not any more. */
export function assertOwed({ status }: InvoiceRow, what: string): void {
  if (status === 'open' || status === 'uncollectible') return;
  const message = `The invoice is ${status} and cannot be ${what}`;
  throw new ProblemError('conflict', message, { field: 'status', data: { status } });
}

function assertUntouched({ amountPaid, amountCredited }: InvoiceRow): void {
  if (amountPaid === 0 && amountCredited === 0) return;
  const message = 'The invoice is paid or credited in part and cannot be voided: credit what is left';
  throw new ProblemError('conflict', message, { field: 'status', data: { amountPaid, amountCredited } });
}
