import {
  againOnDuplicate,
  assertDays,
  newPublicId,
  notFound,
  type Principal,
  ProblemError,
  type Rows,
  type Tenant,
  tenantTable,
} from '#host';
import {
  draftPaying,
  type Invoice,
  invoiceReopened,
  type NewPayment,
  type Payment,
  type PaymentStatus,
  type SupplyDays,
} from '../contract.js';
import { tell, tellOf } from '../webhook-events.js';
import { assertOwed } from './closing.js';
import type { Finalizing } from './finalizing.js';
import type { InvoiceRow } from './invoice-row.js';
import type { InvoiceStore } from './invoice-store.js';
import { isProviderKey } from './payment-keys.js';
import { standing } from './standing.js';

interface PaymentRow extends Payment {
  readonly orgId: number;
  readonly operationKey: string;
}

// A few for an invoice, listed by it.
const PAYMENTS = tenantTable<PaymentRow>('billing_payments', { instants: ['createdAt'], keepTotals: false });

/** What was received for invoices, and what of it went back. */
export class Payments {
  constructor(
    private readonly store: InvoiceStore,
    private readonly finalizing: Finalizing,
  ) {}

  async of(tenant: Tenant, invoiceId: number): Promise<readonly Payment[]> {
    return (await this.rows(tenant).where({ invoiceId }).orderBy('id').all()).map(paymentOf);
  }

  pay(actor: Principal, id: number, wanted: NewPayment): Promise<Payment> {
    assertDays({ receivedOn: wanted.receivedOn });
    return againOnDuplicate(this.store.host.db, async () => {
      const found = await this.store.locked(actor, id);
      const before = await this.rows(actor).where({ invoiceId: id, operationKey: wanted.key }).first();
      if (before) return again(before, wanted);
      const row = found.status === 'draft' ? await this.final(actor, found, wanted) : found;
      assertOwed(row, 'paid');
      const amount = payable(wanted.amount, row);
      const payment = await this.insert(actor, row, { ...wanted, amount });
      await tellOf(row, this.store.host, 'billing.payment.received', payment, actor);
      await this.settle(actor, row, amount);
      return payment;
    });
  }

  private async final(actor: Principal, draft: InvoiceRow, { amount }: NewPayment): Promise<InvoiceRow> {
    const { sourceKind: kind, sourceId: id } = draft;
    let days: Partial<SupplyDays> = {};
    if (kind !== null && id !== null && (amount ?? draft.amountDue) === draft.amountDue) {
      const supplied = (known: SupplyDays) => {
        days = known;
      };
      await this.store.host.db.publish(draftPaying, { actor, source: { kind, id }, supplied });
    }
    return (await this.finalizing.finish(actor, draft, days)).row;
  }

  reverse(actor: Principal, paymentId: number, status: 'refunded' | 'disputed'): Promise<Payment> {
    return this.turn(actor, paymentId, status);
  }

  async cancel(actor: Principal, invoiceId: number, publicId: string): Promise<Payment> {
    const payment = await this.rows(actor).where({ invoiceId, publicId }).first();
    if (!payment) throw notFound('payment', publicId);
    if (isProviderKey(payment.operationKey))
      throw new ProblemError('conflict', 'What a payment provider received is refunded there');
    return this.turn(actor, payment.id, 'cancelled');
  }

  restore(actor: Principal, paymentId: number): Promise<Payment> {
    return this.turn(actor, paymentId, 'succeeded');
  }

  /** Money goes back, or comes again. Only the first time that it does counts. */
  private turn(actor: Principal, id: number, status: PaymentStatus): Promise<Payment> {
    return this.store.host.db.transaction(async () => {
      const seen = await this.rows(actor).where({ id }).first();
      if (!seen) throw notFound('payment', id);
      // The invoice first, as everybody does: it is what holds its payments still.
      const invoice = await this.store.locked(actor, seen.invoiceId);
      const before = (await this.rows(actor).where({ id }).forUpdate().first()) ?? seen;
      if (before.status === status) return paymentOf(before);
      const amountRefunded = refundedBy(before, status);
      // The same payment may be noted again.
      const freed = status === 'cancelled' ? { operationKey: `cancelled ${before.publicId}` } : {};
      await this.rows(actor)
        .where({ id })
        .update({ status, amountRefunded, ...freed });
      const payment = paymentOf({ ...before, status, amountRefunded });
      const action = status === 'succeeded' ? 'restored' : status;
      const changes = { invoiceId: invoice.publicId, status: [before.status, status] };
      await this.record(actor, action, payment, changes);
      await tellOf(invoice, this.store.host, EVENTS[status], payment, actor);
      const sign = (counts(status) ? 1 : 0) - (counts(before.status) ? 1 : 0);
      if (sign !== 0)
        await this.settle(actor, invoice, sign * payment.amount, inPart(payment) - inPart(before));
      return payment;
    });
  }

  noteRefund(actor: Principal, id: number, amountRefunded: number): Promise<Payment> {
    return this.store.host.db.transaction(async () => {
      const seen = await this.rows(actor).where({ id }).first();
      if (!seen) throw notFound('payment', id);
      const invoice = await this.store.locked(actor, seen.invoiceId);
      const before = (await this.rows(actor).where({ id }).forUpdate().first()) ?? seen;
      if (before.amountRefunded === amountRefunded) return paymentOf(before);
      await this.rows(actor).where({ id }).update({ amountRefunded });
      const payment = paymentOf({ ...before, amountRefunded });
      const refunded = [before.amountRefunded, amountRefunded];
      const changes = { invoiceId: invoice.publicId, amountRefunded: refunded };
      await this.record(actor, 'partly-refunded', payment, changes);
      await tellOf(invoice, this.store.host, EVENTS.refunded, payment, actor);
      await this.settle(actor, invoice, 0, inPart(payment) - inPart(before));
      return payment;
    });
  }

  /** The invoice follows the money. */
  private async settle(actor: Principal, row: InvoiceRow, amount: number, refunded = 0): Promise<void> {
    const amountRefunded = row.amountRefunded + refunded;
    const paid = { ...row, amountPaid: row.amountPaid + amount };
    const columns = {
      amountPaid: paid.amountPaid,
      amountRefunded,
      ...standing(paid, this.store.host.clock.now()),
    };
    const after = await this.store.change(actor, row, columns);
    if (after.status === row.status) return;
    const invoice = await this.store.whole(actor, after);
    await (after.status === 'paid' ? this.store.tellPaid(actor, invoice) : this.reopened(actor, invoice));
  }

  private async reopened(actor: Principal, invoice: Invoice): Promise<void> {
    await this.store.host.db.publish(invoiceReopened, { actor, invoice });
    await tell(this.store.host, 'billing.invoice.reopened', invoice, actor);
  }

  private async insert(
    actor: Principal,
    { id: invoiceId, publicId: invoice, customerId, currency }: InvoiceRow,
    { amount, method, receivedOn, reference = null, key }: NewPayment & { readonly amount: number },
  ): Promise<Payment> {
    const createdAt = this.store.host.clock.now();
    const facts = { invoiceId, customerId, amount, currency, method, reference, createdAt };
    const day = receivedOn ?? (await this.store.today(actor));
    const stands = { status: 'succeeded', amountRefunded: 0 } as const;
    const row = { ...facts, publicId: newPublicId(createdAt), ...stands, receivedOn: day };
    const id = await this.rows(actor).insert({ ...row, operationKey: key });
    const payment = { ...row, id };
    const changes = { invoiceId: invoice, amount, currency, method, reference };
    await this.record(actor, 'received', payment, changes);
    return payment;
  }

  private record(actor: Principal, action: string, { publicId }: Payment, changes: Record<string, unknown>) {
    const entry = { action: `payment.${action}`, entityType: 'payment', entityId: publicId, changes };
    return this.store.host.audit.record(actor, entry);
  }

  private rows(tenant: Tenant): Rows<PaymentRow> {
    return this.store.host.db.of(PAYMENTS, tenant);
  }
}

const EVENTS = {
  succeeded: 'billing.payment.restored',
  refunded: 'billing.payment.refunded',
  disputed: 'billing.payment.disputed',
  cancelled: 'billing.payment.cancelled',
} as const;

const counts = (status: PaymentStatus): boolean => status === 'succeeded';

/** What the invoice says was given back: of a payment that counts. */
const inPart = ({ amountRefunded, status }: Payment): number => (counts(status) ? amountRefunded : 0);

/** A dispute leaves what was given back before it. */
function refundedBy(before: Payment, status: PaymentStatus): number {
  if (status === 'refunded') return before.amount;
  return before.status === 'refunded' ? 0 : before.amountRefunded;
}

/** What was noted before under the key. Another amount is another payment, as of a transfer in two parts. */
function again(before: PaymentRow, { amount = before.amount }: NewPayment): Payment {
  if (amount === before.amount) return paymentOf(before);
  const message = `amount: ${before.amount} were noted under this key or reference before: another payment has its own`;
  throw new ProblemError('conflict', message, { field: 'amount', data: { paymentId: before.publicId } });
}

/** What is paid: all that is due, or the part that is said. Never more. */
function payable(amount: number | undefined, { amountDue }: InvoiceRow): number {
  if (amount === undefined) return amountDue;
  if (amount > 0 && amount <= amountDue) return amount;
  const message = `amount: ${amount} is not between 1 and the ${amountDue} that is due`;
  const details = [{ field: 'amount', message, rule: amount > 0 ? 'max' : 'min' }];
  throw new ProblemError('unprocessable', message, { details, data: { amountDue } });
}

function paymentOf(row: Omit<PaymentRow, 'orgId' | 'operationKey'>): Payment {
  return {
    id: row.id,
    publicId: row.publicId,
    invoiceId: row.invoiceId,
    customerId: row.customerId,
    amount: row.amount,
    currency: row.currency,
    method: row.method,
    status: row.status,
    amountRefunded: row.amountRefunded,
    receivedOn: row.receivedOn,
    reference: row.reference,
    createdAt: row.createdAt,
  };
}
