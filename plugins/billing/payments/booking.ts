import type { Principal } from '#host';
import { chargeFailed, type Invoices } from '../contract.js';
import { tell } from '../webhook-events.js';
import { type ChargeRow, chargedInvoice, chargeOf, owed } from './charge-row.js';
import type { ChargeStore } from './charge-store.js';
import type { ProviderPayment } from './provider.js';

export const GIVE_BACK = 'billing.give-back';
export const KEEP_METHOD = 'billing.keep-payment-method';

/** What money at the provider means for invoices. All of it is in the transaction that writes the charge. */
export class Booking {
  constructor(
    private readonly store: ChargeStore,
    private readonly invoices: Invoices,
  ) {}

  /** What the invoice still owes is paid; the rest goes back. */
  async take(actor: Principal, row: ChargeRow, payment: ProviderPayment): Promise<Partial<ChargeRow>> {
    const invoice = await chargedInvoice(this.invoices, actor, row);
    const amountBooked = Math.min(payment.received, invoice ? owed(invoice) : 0);
    const amountSurplus = payment.received - amountBooked;
    const paid =
      amountBooked > 0 ? await this.invoices.pay(actor, row.invoiceId, noted(payment, amountBooked)) : null;
    const key = { orgId: row.orgId, uniqueKey: `charge ${row.id}` };
    const { jobs } = this.store.host;
    if (amountSurplus > 0)
      await jobs.enqueue(GIVE_BACK, { chargeId: row.id, amount: amountSurplus, why: 'surplus' }, key);
    if (row.save && payment.methodId)
      await jobs.enqueue(
        KEEP_METHOD,
        { ...kept(row, payment.methodId), chargeId: row.id },
        { orgId: row.orgId },
      );
    return { paymentId: paid?.id ?? null, amountBooked, amountSurplus };
  }

  /** Refunded whole or disputed: the invoice is open again. */
  async reverse(actor: Principal, row: ChargeRow, payment: ProviderPayment): Promise<Partial<ChargeRow>> {
    const { paymentId, amountBooked, amountSurplus, reversal: before } = row;
    const amountRefunded = payment.refunded;
    if (paymentId === null) return { amountRefunded };
    const back = Math.max(0, amountRefunded - amountSurplus);
    const isDisputed = payment.dispute === 'open' || payment.dispute === 'lost';
    const reversal = isDisputed ? 'disputed' : back >= amountBooked ? 'refunded' : null;
    if (before !== null && reversal === null)
      return { amountRefunded, reversal, ...(await this.regain(actor, row, paymentId, payment)) };
    if (reversal && reversal !== before) await this.invoices.reverse(actor, paymentId, reversal);
    if (reversal === null && back > 0 && amountRefunded > row.amountRefunded)
      await this.partly(actor, row, back);
    return { amountRefunded, reversal };
  }

  /** A dispute was won: the money pays what nothing else has paid meanwhile, and the rest goes back. */
  private async regain(
    actor: Principal,
    row: ChargeRow,
    paymentId: number,
    payment: ProviderPayment,
  ): Promise<Partial<ChargeRow>> {
    const invoice = await chargedInvoice(this.invoices, actor, row);
    const amountBooked = Math.min(row.amountBooked, invoice ? owed(invoice) : 0);
    const amount = row.amountBooked - amountBooked;
    if (amount === 0) {
      await this.invoices.restore(actor, paymentId);
      return {};
    }
    await this.invoices.reverse(actor, paymentId, 'refunded');
    const part = { ...noted(payment, amountBooked), key: `stripe ${payment.id} regained` };
    const paid = amountBooked > 0 ? await this.invoices.pay(actor, row.invoiceId, part) : null;
    const key = { orgId: row.orgId, uniqueKey: `charge ${row.id} regained` };
    await this.store.host.jobs.enqueue(GIVE_BACK, { chargeId: row.id, amount, why: 'regained' }, key);
    return { paymentId: paid?.id ?? null, amountBooked, amountSurplus: row.amountSurplus + amount };
  }

  async tellFailed(actor: Principal, row: ChargeRow): Promise<void> {
    const invoice = await chargedInvoice(this.invoices, actor, row);
    if (!invoice) return;
    const charge = chargeOf(row);
    await this.store.host.db.publish(chargeFailed, { actor, charge, invoice });
    await tell(this.store.host, 'billing.charge.failed', charge, actor);
  }

  /** Which lines a part belongs to, and which tax, is for a person to say: by a credit note. */
  private async partly(
    actor: Principal,
    { id, invoiceId, currency }: ChargeRow,
    back: number,
  ): Promise<void> {
    const { audit, notifications } = this.store.host;
    const changes = { invoiceId, refunded: back, currency };
    await audit.record(actor, {
      action: 'charge.partly-refunded',
      entityType: 'charge',
      entityId: id,
      changes,
    });
    await notifications.notifyHolders(actor.orgId, 'invoices:write', {
      type: 'billing.partly-refunded',
      title: 'A payment was partly refunded',
      message: `Of the payment of invoice ${invoiceId}, ${back} (minor units of ${currency}) were given back at the payment provider. A credit note makes the invoice say so.`,
    });
  }
}

const noted = ({ method, reference, id }: ProviderPayment, amount: number) => ({
  amount,
  method,
  reference,
  key: `stripe ${id}`,
});

const kept = ({ customerId, createdAt }: ChargeRow, methodId: string) => ({
  customerId,
  methodId,
  at: createdAt.toISOString(),
});
