import { type Principal, ProblemError, type Tenant } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { Charge, Charges, Customers, InvoiceChanged, Invoices, NewCharge } from '../contract.js';
import { Booking } from './booking.js';
import { chargeOf, owed } from './charge-row.js';
import { ChargeStore } from './charge-store.js';
import { ConfiguredProvider } from './configured.js';
import { PaymentMethods } from './methods.js';
import { nothingOwed, PaymentPages } from './pages.js';
import { Placing } from './placing.js';
import { ProviderCustomers } from './provider-customers.js';
import { ProviderEvents } from './provider-events.js';
import { Settling } from './settling.js';

export const CHARGE_JOB = 'billing.charge';
export const WITHDRAW = 'billing.withdraw-charges';

/** Being paid through the provider: what billing's contract offers, from the parts that do it. */
export class ProviderCharges implements Charges {
  readonly store: ChargeStore;
  readonly configured: ConfiguredProvider;
  readonly placing: Placing;
  readonly settling: Settling;
  readonly methods: PaymentMethods;
  readonly events: ProviderEvents;
  private readonly pages: PaymentPages;

  constructor(
    private readonly host: BillingHost,
    private readonly invoices: Invoices,
    customers: Customers,
  ) {
    const known = new ProviderCustomers(host, customers);
    this.store = new ChargeStore(host);
    this.configured = new ConfiguredProvider(host.options);
    this.placing = new Placing(this.store, invoices, known);
    this.settling = new Settling(this.store, new Booking(this.store, invoices), this.configured);
    this.methods = new PaymentMethods(this.store, known, this.configured);
    const { placing, configured } = this;
    this.pages = new PaymentPages(this.store, { invoices, customers, known, placing, configured });
    this.events = new ProviderEvents(this.store, this.settling, known, configured);
  }

  isConfigured(): Promise<boolean> {
    return this.configured.isConfigured();
  }

  async isUnderWay(tenant: Tenant, invoiceId: number): Promise<boolean> {
    return (await this.store.live(tenant, invoiceId)).length > 0;
  }

  async assertConfigured(): Promise<void> {
    await this.configured.get();
  }

  publishableKey(): Promise<string | null> {
    return this.configured.publishableKey();
  }

  charge(actor: Principal, { invoiceId, key: given, paymentMethodId }: NewCharge): Promise<Charge> {
    return this.host.db.transaction(async () => {
      const key = `charge ${given}`;
      await this.store.holdInvoice(actor, invoiceId);
      const before = await this.store.keyed(actor, key);
      if (before) return chargeOf(before);
      const invoice = await this.invoices.get(actor, invoiceId);
      const amount = owed(invoice);
      if (amount <= 0) throw nothingOwed(invoice);
      for (const { kind, status } of await this.store.live(actor, invoiceId))
        if (kind === 'charge' && status === 'pending')
          throw new ProblemError('conflict', 'This invoice is being charged already', {
            reason: 'charge_pending',
          });
      const { row } = await this.store.make(actor, invoice, { kind: 'charge', key, amount, paymentMethodId });
      const once = { orgId: actor.orgId, uniqueKey: `charge ${row.id}` };
      await this.host.jobs.enqueue(CHARGE_JOB, { chargeId: row.id }, once);
      return chargeOf(row);
    });
  }

  /** What was paid otherwise, or is not to be paid any more. In the transaction of that. */
  async withdraw({ actor, invoice }: InvoiceChanged): Promise<void> {
    const live = await this.store.live(actor, invoice.id);
    if (live.length === 0) return;
    await this.host.jobs.enqueue(WITHDRAW, { invoiceId: invoice.id }, { orgId: actor.orgId });
  }

  async get(tenant: Tenant, id: number): Promise<Charge> {
    return chargeOf(await this.store.get(tenant, id));
  }

  checkout(actor: Principal, request: Parameters<Charges['checkout']>[1]) {
    return this.pages.checkout(actor, request);
  }

  setup(actor: Principal, request: Parameters<Charges['setup']>[1]) {
    return this.pages.setup(actor, request);
  }

  intent(actor: Principal, request: Parameters<Charges['intent']>[1]) {
    return this.pages.intent(actor, request);
  }

  portal(actor: Principal, request: Parameters<Charges['portal']>[1]) {
    return this.pages.portal(actor, request);
  }

  paymentMethods(tenant: Tenant, customerId: number) {
    return this.methods.list(tenant, customerId);
  }

  async assertPaymentMethod(tenant: Tenant, customerId: number, id: string, field: string): Promise<void> {
    await this.methods.assertOwn(tenant, customerId, id, field);
  }

  setDefault(actor: Principal, customerId: number, id: string): Promise<void> {
    return this.methods.setDefault(actor, customerId, id);
  }
}
