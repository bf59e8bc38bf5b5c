import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { newPublicId, type Principal, tenantTable } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { Invoice, Invoices } from '../contract.js';

interface LinkRow {
  readonly id: number;
  readonly publicId: string;
  readonly orgId: number;
  readonly invoiceId: number;
  readonly secretHash: string;
  readonly createdAt: Date;
}

/** What a link opens, and who acts for whoever follows it. */
export interface Opened {
  readonly invoice: Invoice;
  readonly actor: Principal;
}

const LINKS = tenantTable<LinkRow>('billing_invoice_links', { instants: ['createdAt'], keepTotals: false });
const SECRET_BYTES = 32;
/** `<public id>.<secret>` */
const TOKEN = /^([\da-f-]{36})\.([\w-]{43})$/;
/** Of the site; a token follows. */
export const PAGE = '/billing/invoice';

/** Addresses of the page of one invoice. The secret part is known to who received it alone: a hash is kept. */
export class InvoiceLinks {
  constructor(
    private readonly host: BillingHost,
    private readonly invoices: Invoices,
  ) {}

  /** Joins the transaction in progress. */
  async make(actor: Principal, invoiceId: number): Promise<string> {
    const createdAt = this.host.clock.now();
    const publicId = newPublicId(createdAt);
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const row = { publicId, invoiceId, secretHash: hash(secret).toString('hex'), createdAt };
    await this.host.db.of(LINKS, actor).insert(row);
    return this.address(`${publicId}.${secret}`);
  }

  /** Joins the transaction in progress. Answers how many there were. */
  end(actor: Principal, invoiceId: number): Promise<number> {
    return this.host.db.of(LINKS, actor).where({ invoiceId }).delete();
  }

  address(token: string): string {
    return `${this.host.siteUrl}${PAGE}/${token}`;
  }

  /** Undefined for what is no link, without telling in which way. */
  async open(token: string): Promise<Opened | undefined> {
    const [, publicId = '', secret = ''] = TOKEN.exec(token) ?? [];
    const owner = await this.host.db.ownerOf(LINKS, publicId);
    const row = owner && (await this.host.db.of(LINKS, owner).where({ publicId }).first());
    if (!row || !timingSafeEqual(hash(secret), Buffer.from(row.secretHash, 'hex'))) return undefined;
    const actor = this.host.actAs(row.orgId, 'the customer of an invoice');
    return { actor, invoice: await this.invoices.get(actor, row.invoiceId) };
  }
}

function hash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
