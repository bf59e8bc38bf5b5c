import type { PdfDocument, Tenant } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { CreditNote, Customers, Invoice } from '../contract.js';
import { customerSnapshot, sellerSnapshot } from '../invoices/finalizing.js';
import { creditNoteDocument } from './credit-note-document.js';
import { type Correspondence, invoiceDocument } from './invoice-document.js';
import type { Logos } from './logos.js';
import { type Statement, statementDocument } from './statement-document.js';
import { wordsOf } from './words.js';

export const PDF = 'application/pdf';

/** A document as a file. */
export interface Paper {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Documents as PDF. Outside transactions: laying out takes its time. */
export class Papers {
  constructor(
    private readonly host: BillingHost,
    private readonly customers: Customers,
    private readonly logos: Logos,
  ) {}

  async invoice(tenant: Tenant, invoice: Invoice): Promise<Paper> {
    const parties = await this.partiesOf(tenant, invoice);
    const { invoice: word } = wordsOf(parties.customer.language ?? parties.seller.locale);
    const bytes = await this.laid(parties.logo, (logo) => invoiceDocument(invoice, { ...parties, logo }));
    return { name: fileName(word, invoice.number ?? invoice.publicId), bytes };
  }

  async creditNote(tenant: Tenant, note: CreditNote, invoice: Pick<Invoice, 'number'>): Promise<Paper> {
    const kept = await this.logos.at(tenant, note.createdAt);
    const { creditNote: word } = wordsOf(note.customer.language ?? note.seller.locale);
    const bytes = await this.laid(kept, (logo) => creditNoteDocument(note, invoice, logo));
    return { name: fileName(word, note.number), bytes };
  }

  /** `tenant` sends it to its customer. */
  async statement(tenant: Tenant, customerId: number, statement: Statement): Promise<Paper> {
    const parties = await this.presentParties(tenant, customerId);
    const { statement: word } = wordsOf(parties.customer.language ?? parties.seller.locale);
    const bytes = await this.laid(parties.logo, (logo) => statementDocument(statement, { ...parties, logo }));
    return { name: fileName(word, statement.month), bytes };
  }

  /** Of a final invoice those that it has kept. */
  private async partiesOf(tenant: Tenant, invoice: Invoice): Promise<Correspondence> {
    const { customer, customerId, finalizedAt, seller } = invoice;
    if (!customer || !seller || !finalizedAt) return this.presentParties(tenant, customerId);
    return { customer, seller, logo: await this.logos.at(tenant, finalizedAt) };
  }

  private async presentParties(tenant: Tenant, customerId: number): Promise<Correspondence> {
    const customer = customerSnapshot(await this.customers.get(tenant, customerId));
    const seller = sellerSnapshot(await this.host.accounts.settings(tenant));
    return { customer, seller, logo: await this.logos.at(tenant, this.host.clock.now()) };
  }

  /** A picture that cannot be laid out keeps no invoice from being sent. */
  private async laid(logo: string | null, made: (logo: string | null) => PdfDocument): Promise<Buffer> {
    if (logo === null) return this.host.pdf.render(made(null));
    return this.host.pdf.render(made(logo)).catch((error: unknown) => {
      this.host.log.warn({ err: error }, 'A document was made without its logo');
      return this.host.pdf.render(made(null));
    });
  }
}

/** Numbers may have slashes (`RE/2026/000001`), which names of files have not. */
function fileName(word: string, number: string): string {
  return `${word} ${number.replace(/[\p{Cc}/\\]/gu, '-')}.pdf`;
}
