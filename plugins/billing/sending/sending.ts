import { type JobSpec, mailable, type Principal, ProblemError } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { Invoice, InvoiceMessage, InvoiceSending, Invoices } from '../contract.js';
import type { Papers } from '../documents/papers.js';
import { finalInvoice, type InvoiceMails } from './invoice-mails.js';
import type { InvoiceLinks } from './links.js';

const SEND = 'billing.send-invoice';
const ISSUED = 'issued';

export interface SendingNeeds {
  readonly invoices: Invoices;
  readonly papers: Papers;
  readonly mails: InvoiceMails;
  readonly links: InvoiceLinks;
}

export class Sending implements InvoiceSending {
  constructor(
    private readonly host: BillingHost,
    private readonly needs: SendingNeeds,
  ) {}

  async send(actor: Principal, id: number, message: InvoiceMessage = {}): Promise<Invoice> {
    const { invoices, mails, papers } = this.needs;
    const before = await invoices.get(actor, id);
    await this.assertSendable(actor, before, message);
    const invoice = finalInvoice(before.status === 'draft' ? await this.final(actor, id) : before);
    const paper = await papers.invoice(actor, invoice);
    await mails.write(actor, invoice, { about: 'issued', once: null, message }, paper);
    return invoices.get(actor, id);
  }

  async sendLater(actor: Principal, id: number): Promise<void> {
    const { orgId } = actor;
    await this.host.jobs.enqueue(SEND, { invoiceId: id }, { orgId, uniqueKey: `${orgId}:${id}` });
  }

  link(actor: Principal, id: number): Promise<string> {
    return this.host.db.transaction(async () => {
      const { publicId } = finalInvoice(await this.needs.invoices.get(actor, id));
      const entry = { entityType: 'invoice', entityId: publicId };
      await this.host.audit.record(actor, { action: 'invoice.link.created', ...entry });
      return this.needs.links.make(actor, id);
    });
  }

  endLinks(actor: Principal, id: number): Promise<void> {
    return this.host.db.transaction(async () => {
      const { publicId: entityId } = await this.needs.invoices.get(actor, id);
      const links = await this.needs.links.end(actor, id);
      const entry = { action: 'invoice.links.ended', entityType: 'invoice', entityId, changes: { links } };
      if (links > 0) await this.host.audit.record(actor, entry);
    });
  }

  get job(): JobSpec<{ readonly invoiceId: number }> {
    const { invoices, mails, papers } = this.needs;
    return {
      name: SEND,
      run: async ({ invoiceId }, job) => {
        const { actor } = job;
        const found = await invoices.get(actor, invoiceId);
        if (found.status === 'draft' || found.status === 'void') return;
        if (mailable(await mails.addressOf(actor, found)) === null) return;
        const invoice = finalInvoice(found);
        const paper = await papers.invoice(actor, invoice);
        const mail = { about: 'issued', once: ISSUED, message: {} } as const;
        await job.complete(() => mails.write(actor, invoice, mail, paper));
      },
    };
  }

  /** Before anything is final: what cannot be sent is not finalised for it. */
  private async assertSendable(
    actor: Principal,
    invoice: Invoice,
    { to, cc }: InvoiceMessage,
  ): Promise<void> {
    if (invoice.status === 'void') throw new ProblemError('conflict', 'A void invoice is not sent');
    const address = to ?? (await this.needs.mails.addressOf(actor, invoice));
    if (address === null) throw missing('to', 'The client has no e-mail address: name one in to');
    await this.host.mailer.assertTakes(address, cc);
    await this.needs.mails.assertRoom(actor);
  }

  /** Somebody may have finalised it meanwhile. */
  private async final(actor: Principal, id: number): Promise<Invoice> {
    try {
      return await this.needs.invoices.finalize(actor, id);
    } catch (error) {
      const invoice = await this.needs.invoices.get(actor, id);
      if (invoice.status === 'draft' || invoice.status === 'void') throw error;
      return invoice;
    }
  }
}

function missing(field: string, message: string): ProblemError {
  return new ProblemError('unprocessable', message, { details: [{ field, message, rule: 'required' }] });
}
