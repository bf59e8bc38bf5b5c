import { contradiction, dayAfter, dayAt, type OrganizationSettings, type Principal } from '#host';
import {
  type Customer,
  type CustomerSnapshot,
  type Invoice,
  type InvoiceLine,
  invoiceFinalized,
  type SellerSnapshot,
  type SupplyDays,
} from '../contract.js';
import type { CustomerRecords } from '../customers.js';
import { tell } from '../webhook-events.js';
import { assertDates, assertDraft } from './drafts.js';
import { type InvoiceRow, invoiceOf } from './invoice-row.js';
import type { InvoiceStore } from './invoice-store.js';
import type { Series } from './series.js';
import { standing } from './standing.js';

/** A draft becomes final: numbered, dated, and with what customer and seller are called now. */
export class Finalizing {
  constructor(
    private readonly store: InvoiceStore,
    private readonly customers: CustomerRecords,
    private readonly series: Series,
  ) {}

  finalize(actor: Principal, id: number): Promise<Invoice> {
    return this.store.host.db.transaction(async () => {
      const { invoice } = await this.finish(actor, await this.store.locked(actor, id));
      return invoice;
    });
  }

  /** The row is locked already. */
  async finish(
    actor: Principal,
    draft: InvoiceRow,
    days: Partial<SupplyDays> = {},
  ): Promise<{ row: InvoiceRow; invoice: Invoice }> {
    const { host, lines: kept } = this.store;
    assertDraft(draft, 'status');
    const lines = await kept.of(actor, draft.id);
    assertPayable(draft, lines);
    const customer = await this.customers.get(actor, draft.customerId);
    const settings = await host.accounts.settings(actor);
    const finalizedAt = host.clock.now();
    const today = dayAt(finalizedAt, settings.timezone);
    const issueDate = draft.issueDate ?? today;
    const dueDate = draft.dueDate ?? dayAfter(issueDate, customer.paymentTermsDays);
    assertDates(issueDate, dueDate);
    const snapshots = { customer: customerSnapshot(customer), seller: sellerSnapshot(settings) };
    const dated = { ...snapshots, ...days, issueDate, dueDate, finalizedAt };
    const stands = standing({ ...draft, ...dated }, finalizedAt);
    // Last of all: everybody else's next number waits for this transaction from here on.
    const number = await this.series.next(actor, 'invoice', settings.invoicePrefix);
    const row = await this.store.change(actor, draft, { ...dated, ...stands, number });
    const invoice = invoiceOf(row, lines, today);
    await this.announce(actor, invoice);
    return { row, invoice };
  }

  private async announce(actor: Principal, invoice: Invoice): Promise<void> {
    const { host } = this.store;
    const { number, issueDate, dueDate, total, status } = invoice;
    const changes = { number, issueDate, dueDate, total, status: ['draft', status] };
    await this.store.record(actor, 'finalized', invoice, changes);
    await host.db.publish(invoiceFinalized, { actor, invoice });
    await tell(host, 'billing.invoice.finalized', invoice, actor);
    if (status === 'paid') await this.store.tellPaid(actor, invoice);
  }
}

function assertPayable({ total }: InvoiceRow, lines: readonly InvoiceLine[]): void {
  if (lines.length === 0) throw contradiction('lines', 'An invoice without lines does not become final');
  if (total < 0)
    throw contradiction('lines', 'The lines make a total below zero: a credit note says what is given back');
}

export function customerSnapshot(customer: Customer): CustomerSnapshot {
  const { name, company, email, address, taxId, language } = customer;
  return { name, company, email, address, taxId, language };
}

export function sellerSnapshot(settings: OrganizationSettings): SellerSnapshot {
  const { name, address, taxId, contactEmail: email, invoiceTerms: terms, locale, timezone } = settings;
  return { name, address, taxId, email, terms, locale, timezone };
}
