import { newPublicId, type Principal, type Rows, type Tenant } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { BillingAccounts, Invoice, Invoices } from '../contract.js';
import type { TokenLedger } from '../ledger/ledger.js';
import { ORDER_SOURCE, ORDERS, type OrderRow } from './package-row.js';

const TAX_PPM_OF_PER_CENT = 10_000;

/** What is ordered: its terms are those of the package at this moment. */
export type Ordered = Pick<OrderRow, 'unit' | 'amount' | 'name' | 'packageId' | 'price' | 'currency'>;

/** Orders of packages: a draft of the operator's, and what the buyer gets for it once it is paid. */
export class Orders {
  constructor(
    private readonly host: BillingHost,
    private readonly accounts: BillingAccounts,
    private readonly invoices: Invoices,
    private readonly ledger: TokenLedger,
  ) {}

  underKey(buyer: Tenant, opKey: string): Promise<OrderRow | undefined> {
    return this.rows(buyer).where({ opKey }).first();
  }

  /** In the caller's transaction. */
  async open(buyer: Principal, ordered: Ordered, opKey: string): Promise<{ id: number; invoiceId: number }> {
    const { unit, amount, name, packageId, price, currency } = ordered;
    const createdAt = this.host.clock.now();
    const publicId = newPublicId(createdAt);
    const id = await this.rows(buyer).insert({
      ...{ opKey, unit, amount, name, packageId, price, currency },
      ...{ publicId, booked: 0, revision: 0, createdAt },
    });
    const operator = await this.accounts.operator(`${buyer.name} buys ${name}`);
    const { customerId } = await this.accounts.of(buyer);
    const { taxRate } = await this.host.accounts.settings(operator);
    const line = { description: name, unitPrice: price, taxRate: Math.round(taxRate * TAX_PPM_OF_PER_CENT) };
    const source = { kind: ORDER_SOURCE, id };
    const invoice = await this.invoices.create(operator, { customerId, currency, lines: [line], source });
    await this.rows(buyer).where({ id }).update({ invoiceId: invoice.id });
    const changes = { name, unit, amount, price, currency, invoiceId: invoice.publicId };
    await this.host.audit.record(buyer, {
      action: 'package.ordered',
      entityType: 'package-order',
      entityId: publicId,
      changes,
    });
    return { id, invoiceId: invoice.id };
  }

  /**
   * Books what is paid for, and takes back what is not paid for any more: as much as is there. What was spent
   * meanwhile stays owed by the invoice, which is open again.
   */
  async follow(invoice: Invoice): Promise<void> {
    if (invoice.source?.kind !== ORDER_SOURCE) return;
    const buyer = await this.accounts.ofCustomer(invoice.customerId);
    if (!buyer) return;
    const actor = this.host.actAs(buyer.buyerOrgId, `invoice ${invoice.number ?? invoice.publicId}`);
    const order = await this.rows(actor).where({ id: invoice.source.id }).forUpdate().first();
    if (!order) return;
    const due = paidFor(order, invoice);
    if (due === order.booked) return;
    const moved =
      due > order.booked ? await this.book(actor, order, due) : await this.takeBack(actor, order, due);
    const changes = { booked: order.booked + moved, revision: order.revision + 1 };
    await this.rows(actor).where({ id: order.id }).update(changes);
  }

  private async book(actor: Principal, order: OrderRow, due: number): Promise<number> {
    const amount = due - order.booked;
    const about = { ...explanation(order), action: 'purchase', description: order.name };
    await this.ledger.grant(actor, { ...about, type: 'purchase', amount });
    return amount;
  }

  private async takeBack(actor: Principal, order: OrderRow, due: number): Promise<number> {
    const description = `${order.name}: its payment went back`;
    const about = { ...explanation(order), action: 'purchase.reversed', description };
    const taken = await this.ledger.withdraw(actor, { ...about, amount: order.booked - due });
    return taken?.amount ?? 0;
  }

  private rows(buyer: Tenant): Rows<OrderRow> {
    return this.host.db.of(ORDERS, buyer);
  }
}

function explanation({ unit, publicId, revision, invoiceId }: OrderRow) {
  const metadata = { invoice_id: invoiceId };
  return { unit, referenceId: publicId, metadata, key: `order ${publicId} ${revision}` };
}

/** All of it when it is paid for the first time; afterwards the share that is still paid, rounded down. */
function paidFor({ amount, revision }: OrderRow, { status, amountPaid, total }: Invoice): number {
  if (status === 'paid' && (revision === 0 || total === 0)) return amount;
  if (total <= 0 || amountPaid <= 0) return 0;
  return Number((BigInt(amount) * BigInt(Math.min(amountPaid, total))) / BigInt(total));
}
