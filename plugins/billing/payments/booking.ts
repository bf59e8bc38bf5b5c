import type { NewNotification, Principal } from '#host';
import { chargeFailed, type Invoices, writtenAmount } from '../contract.js';
import { providerKey } from '../invoices/payment-keys.js';
import { tellOf } from '../webhook-events.js';
import { type ChargeRow, chargedInvoice, chargeOf, owedOf } from './charge-row.js';
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
    // A draft may change until then.
    await this.store.holdInvoice(actor, row.invoiceId);
    const invoice = await chargedInvoice(this.invoices, actor, row);
    const amountBooked = Math.min(payment.received, owedOf(row, invoice));
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
    if (reversal && reversal !== before) {
      await this.invoices.reverse(actor, paymentId, reversal);
      await this.tellReversed(actor, row, reversal);
    }
    if (reversal === null) await this.partly(actor, row, paymentId, back);
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
    const amountBooked = Math.min(row.amountBooked, owedOf(row, invoice));
    const amount = row.amountBooked - amountBooked;
    if (amount === 0) {
      await this.invoices.restore(actor, paymentId);
      return {};
    }
    await this.invoices.reverse(actor, paymentId, 'refunded');
    const part = {
      ...noted(payment, amountBooked),
      key: providerKey(`${payment.id} regained ${row.version}`),
    };
    const paid = amountBooked > 0 ? await this.invoices.pay(actor, row.invoiceId, part) : null;
    const key = { orgId: row.orgId, uniqueKey: `charge ${row.id} regained ${row.version}` };
    await this.store.host.jobs.enqueue(
      GIVE_BACK,
      { chargeId: row.id, amount, why: 'regained', turn: row.version },
      key,
    );
    return { paymentId: paid?.id ?? null, amountBooked, amountSurplus: row.amountSurplus + amount };
  }

  async tellFailed(actor: Principal, row: ChargeRow): Promise<void> {
    const invoice = await chargedInvoice(this.invoices, actor, row);
    if (!invoice) return;
    const charge = chargeOf(row);
    await this.store.host.db.publish(chargeFailed, { actor, charge, invoice });
    await tellOf(invoice, this.store.host, 'billing.charge.failed', charge, actor);
  }

  /** Which lines a part belongs to, and which tax, is for a person to say: by a credit note. */
  private async partly(actor: Principal, row: ChargeRow, paymentId: number, back: number): Promise<void> {
    const known = Math.max(0, row.amountRefunded - row.amountSurplus);
    if (back === known) return;
    await this.invoices.noteRefund(actor, paymentId, back);
    // A refund that failed after all is told by the invoice alone.
    if (back < known) return;
    await this.notify(actor, row, {
      type: 'billing.partly-refunded',
      title: 'A payment was partly refunded',
      level: 'warning',
      said: (paid, invoice) =>
        `${written(back, row)} of the ${paid} that ${invoice} was paid with were given back at the payment provider. Issue a credit note: the invoice does not say which lines and taxes they belong to.`,
    });
  }

  private tellReversed(actor: Principal, row: ChargeRow, reversal: 'refunded' | 'disputed'): Promise<void> {
    return this.notify(actor, row, TOLD[reversal]);
  }

  private async notify(actor: Principal, row: ChargeRow, { said, ...note }: Told): Promise<void> {
    const invoice = await chargedInvoice(this.invoices, actor, row);
    if (!invoice) return;
    await this.store.host.notifications.notifyHolders(actor.orgId, 'invoices:write', {
      ...note,
      message: said(written(row.amountBooked, row), `invoice ${invoice.number ?? invoice.publicId}`),
      data: { invoice: invoice.publicId },
      mail: true,
    });
  }
}

interface Told extends Pick<NewNotification, 'type' | 'title' | 'level'> {
  /** The amount that was paid, and the invoice by its number. */
  said(paid: string, invoice: string): string;
}

const TOLD: Readonly<Record<'refunded' | 'disputed', Told>> = {
  refunded: {
    type: 'billing.payment-refunded',
    title: 'A payment was refunded',
    level: 'warning',
    said: (paid, invoice) =>
      `The ${paid} that ${invoice} was paid with were given back at the payment provider, and it is open again. A credit note settles it; else its customer is reminded of it.`,
  },
  disputed: {
    type: 'billing.payment-disputed',
    title: 'A payment is disputed',
    level: 'error',
    said: (paid, invoice) =>
      `The customer disputes the ${paid} that ${invoice} was paid with, and it is open again. Answer at the payment provider, in its time: if the dispute is won, the invoice is paid again by itself.`,
  },
};

const written = (amount: number, { currency }: ChargeRow): string => writtenAmount(amount, currency, 'en');

const noted = ({ method, reference, id }: ProviderPayment, amount: number) => ({
  amount,
  method,
  reference,
  key: providerKey(id),
});

const kept = ({ customerId, createdAt }: ChargeRow, methodId: string) => ({
  customerId,
  methodId,
  at: createdAt.toISOString(),
});
