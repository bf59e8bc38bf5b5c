import { createHash } from 'node:crypto';
import { inNameOf, mailable, type Principal, ProblemError, type Tenant, tenantTable } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { CustomerSnapshot, Customers, Invoice, InvoiceMessage, SellerSnapshot } from '../contract.js';
import { type Paper, PDF } from '../documents/papers.js';
import { INVOICES } from '../invoices/invoice-row.js';
import { INVOICE_MAIL, REMINDER_MAIL } from '../mail/invoice-mail.js';
import { tell } from '../webhook-events.js';
import type { InvoiceLinks } from './links.js';
import { mailText, type Occasion } from './mail-text.js';

interface InvoiceMailRow {
  readonly id: number;
  readonly orgId: number;
  readonly invoiceId: number;
  readonly occasion: string | null;
  readonly mailId: string | null;
  readonly digest: string;
  readonly createdAt: Date;
}

export type FinalInvoice = Invoice & {
  readonly customer: CustomerSnapshot;
  readonly seller: SellerSnapshot;
};

/** A mail about an invoice. `once`: its name among those that are sent once an invoice; null: by hand. */
export interface InvoiceMail {
  readonly about: Occasion;
  readonly once: string | null;
  readonly message: InvoiceMessage;
}

const MAILS = tenantTable<InvoiceMailRow>('billing_invoice_mails', {
  instants: ['createdAt'],
  keepTotals: false,
});
/** The same message again is a second click. */
const SAME_MS = 60_000;
const HOUR_MS = 3600_000;

/** Mails about invoices, each written down beside its invoice in the transaction that queues it. */
export class InvoiceMails {
  constructor(
    private readonly host: BillingHost,
    private readonly links: InvoiceLinks,
    private readonly customers: Customers,
  ) {}

  /** Where the customer is reached now, which may not be what the invoice says; null: nowhere. */
  async addressOf(tenant: Tenant, { customerId }: Invoice): Promise<string | null> {
    return (await this.customers.get(tenant, customerId)).email;
  }

  /** Texts and addresses of what is sent by hand are free: nobody shall mail the world from this site. */
  async assertRoom(actor: Principal): Promise<void> {
    const most = (await this.host.options.get<number>('mails_per_hour')) ?? 1;
    const now = this.host.clock.now().getTime();
    const sent = this.host.db.of(MAILS, actor).where({ occasion: null });
    const lately = sent.compare('createdAt', '>', new Date(now - HOUR_MS));
    if ((await lately.count()) < most) return;
    const oldest = (await lately.orderBy('createdAt').orderBy('id').first())?.createdAt.getTime() ?? now;
    const retryAfter = Math.max(1, Math.ceil((oldest + HOUR_MS - now) / 1000));
    throw new ProblemError('rate_limited', `${most} invoices were mailed by hand within an hour`, {
      data: { retryAfter },
    });
  }

  /** In one transaction with what else is to happen once. Nothing is sent of what was sent before. */
  write(actor: Principal, invoice: FinalInvoice, mail: InvoiceMail, paper: Paper | null): Promise<void> {
    return this.host.db.transaction(async () => {
      // Two at once wait here for each other.
      await this.host.db.of(INVOICES, actor).where({ id: invoice.id }).forUpdate().first();
      const to = mail.message.to ?? mailable(await this.addressOf(actor, invoice));
      const digest = digestOf(mail, to);
      if (await this.wasSent(actor, invoice.id, mail.once, digest)) return;
      const mailId = to === null || paper === null ? null : await this.queue(actor, invoice, mail, to, paper);
      const createdAt = this.host.clock.now();
      const row = { invoiceId: invoice.id, occasion: mail.once, mailId, digest, createdAt };
      await this.host.db.of(MAILS, actor).insert(row);
      if (mailId !== null) await this.record(actor, invoice, mail, mailId);
    });
  }

  private async wasSent(
    actor: Principal,
    invoiceId: number,
    once: string | null,
    digest: string,
  ): Promise<boolean> {
    const rows = this.host.db.of(MAILS, actor).where({ invoiceId });
    if (once !== null) return (await rows.where({ occasion: once }).first()) !== undefined;
    const since = new Date(this.host.clock.now().getTime() - SAME_MS);
    const same = rows.where({ digest, occasion: null }).compare('createdAt', '>', since);
    return (await same.first()) !== undefined;
  }

  private async queue(
    actor: Principal,
    invoice: FinalInvoice,
    { about, message }: InvoiceMail,
    to: string,
    paper: Paper,
  ): Promise<string> {
    const link = await this.links.make(actor, invoice.id);
    const file = { filename: paper.name, contentType: PDF, content: paper.bytes };
    return this.host.mailer.send(actor.orgId, {
      template: about === 'issued' ? INVOICE_MAIL : REMINDER_MAIL,
      to,
      ...(message.cc === undefined ? {} : { cc: message.cc }),
      ...(await inNameOf(this.host.accounts, actor, invoice.seller.name)),
      data: { ...mailText(invoice, about, message), link },
      secrets: ['link'],
      attachments: [file],
    });
  }

  private async record(
    actor: Principal,
    invoice: FinalInvoice,
    { once, about }: InvoiceMail,
    mailId: string,
  ): Promise<void> {
    const changes = { mail: mailId, occasion: once ?? about };
    const entry = { action: 'invoice.sent', entityType: 'invoice', entityId: invoice.publicId, changes };
    await this.host.audit.record(actor, entry);
    await tell(this.host, 'billing.invoice.sent', invoice, actor);
  }
}

/** A final invoice has both; nobody is shown a draft. */
export function finalInvoice(invoice: Invoice): FinalInvoice {
  const { customer, seller } = invoice;
  if (!customer || !seller) throw new ProblemError('conflict', 'A draft has no page, and is not sent');
  return { ...invoice, customer, seller };
}

function digestOf({ about, once, message }: InvoiceMail, to: string | null): string {
  const { cc = [], subject = null, message: text = null } = message;
  return createHash('sha256')
    .update(JSON.stringify([about, once, to, cc, subject, text]))
    .digest('hex');
}
