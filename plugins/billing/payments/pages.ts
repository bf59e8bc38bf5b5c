import { newPublicId, type Principal, ProblemError } from '#host';
import type { Charges, Customers, Invoice, Invoices } from '../contract.js';
import { type ChargeRow, owed } from './charge-row.js';
import type { ChargeStore } from './charge-store.js';
import type { ConfiguredProvider } from './configured.js';
import type { Placing } from './placing.js';
import type { PaymentProvider } from './provider.js';
import type { ProviderCustomers } from './provider-customers.js';

type Request<Name extends 'checkout' | 'setup' | 'intent' | 'portal'> = Parameters<Charges[Name]>[1];

/** Where customers pay and keep means of payment by themselves. */
export class PaymentPages {
  constructor(
    private readonly store: ChargeStore,
    private readonly services: {
      readonly invoices: Invoices;
      readonly customers: Customers;
      readonly known: ProviderCustomers;
      readonly placing: Placing;
      readonly configured: ConfiguredProvider;
    },
  ) {}

  checkout(actor: Principal, request: Request<'checkout'>) {
    const { invoiceId, save = false, ...urls } = request;
    const { configured, known, placing } = this.services;
    return configured.calling(async (provider) => {
      const invoice = await this.payable(actor, invoiceId);
      await placing.withdrawOthers(actor, invoiceId, provider);
      const key = `checkout ${newPublicId()}`;
      const { row } = await this.store.make(actor, invoice, {
        kind: 'checkout',
        key,
        amount: owed(invoice),
        save,
      });
      const { publicId: chargeId, amount, currency } = row;
      const customer = await known.of(actor, invoice.customerId, provider);
      const title = titleOf(invoice);
      const page = await provider.page({ chargeId, customer, amount, currency, title, save, ...urls });
      await this.store.note(actor, row.id, {
        providerSession: page.id,
        placedAt: this.store.host.clock.now(),
      });
      return page;
    });
  }

  setup(actor: Principal, { customerId, ...urls }: Request<'setup'>) {
    const { configured, customers, known } = this.services;
    return configured.calling(async (provider) => {
      const { currency } = await customers.get(actor, customerId);
      const customer = await known.of(actor, customerId, provider);
      return provider.setupPage({ key: newPublicId(), customer, currency, ...urls });
    });
  }

  intent(actor: Principal, { invoiceId, key: given }: Request<'intent'>) {
    return this.services.configured.calling(async (provider) => {
      const key = `intent ${given}`;
      const before = await this.store.keyed(actor, key);
      if (before && before.invoiceId !== invoiceId)
        throw new ProblemError('conflict', 'This key was used for another invoice before');
      const row = before ?? (await this.newIntent(actor, invoiceId, key, provider));
      const id = row.providerIntent ?? (await this.opened(actor, row, provider));
      const { secret: clientSecret, status } = await provider.clientSecret(id);
      return { id, clientSecret, amount: row.amount, currency: row.currency, status };
    });
  }

  portal(actor: Principal, { customerId, returnUrl }: Request<'portal'>) {
    const { configured, known } = this.services;
    return configured.calling(async (provider) =>
      provider.portal(await known.of(actor, customerId, provider), returnUrl),
    );
  }

  private async newIntent(actor: Principal, invoiceId: number, key: string, provider: PaymentProvider) {
    const invoice = await this.payable(actor, invoiceId);
    await this.services.placing.withdrawOthers(actor, invoiceId, provider);
    return (await this.store.make(actor, invoice, { kind: 'intent', key, amount: owed(invoice) })).row;
  }

  /** The key at the provider is the charge's public id: a lost answer is asked for again. */
  private async opened(actor: Principal, row: ChargeRow, provider: PaymentProvider): Promise<string> {
    const { publicId: chargeId, amount, currency } = row;
    const customer = await this.services.known.of(actor, row.customerId, provider);
    const providerIntent = await provider.intent({ chargeId, customer, amount, currency });
    await this.store.note(actor, row.id, { providerIntent, placedAt: this.store.host.clock.now() });
    return providerIntent;
  }

  private async payable(actor: Principal, id: number): Promise<Invoice> {
    const invoice = await this.services.invoices.get(actor, id);
    if (owed(invoice) <= 0) throw nothingOwed(invoice);
    for (const { kind, status } of await this.store.live(actor, id))
      if (kind === 'charge' && status === 'pending')
        throw new ProblemError('conflict', 'This invoice is being charged already', {
          reason: 'charge_pending',
        });
    return invoice;
  }
}

export function nothingOwed({ status }: Invoice): ProblemError {
  return new ProblemError('conflict', 'Nothing is to be paid of this invoice', { data: { status } });
}

const titleOf = ({ number, lines }: Invoice): string =>
  number === null ? (lines[0]?.description ?? 'Order').slice(0, 200) : `Invoice ${number}`;
