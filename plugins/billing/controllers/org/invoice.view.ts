import type { CurrencyCode, DayText, LongText, Whole } from '#host';
import type {
  Customer,
  CustomerSnapshot,
  Invoice,
  InvoiceLine,
  InvoiceLineValues,
  InvoiceStatus,
  SellerSnapshot,
  TaxShare,
} from '../../contract.js';
import { partsPerMillion, thousandths } from '../decimals.js';
import type { LineText, Percent, QuantityNumber, SignedMoney } from '../params.js';

export interface InvoiceLineView {
  description: string;
  quantity: number;
  unitPrice: Whole;
  /** Per cent. */
  discount: number;
  /** Per cent. */
  taxRate: number;
  /** Before discount and tax. */
  subtotal: Whole;
  discountAmount: Whole;
  taxAmount: Whole;
  total: Whole;
}

/** The taxes of one rate. */
export interface TaxShareView {
  /** Per cent. */
  taxRate: number;
  base: Whole;
  tax: Whole;
}

export interface PartyAddressView {
  line1: string | null;
  line2: string | null;
  city: string | null;
  state: string | null;
  postalCode: string | null;
  country: string | null;
}

/** Who was billed, as it stood when the invoice became final. */
export interface InvoiceCustomerView {
  name: string;
  company: string | null;
  email: string | null;
  address: PartyAddressView | null;
  taxId: string | null;
  language: string | null;
}

/** Who billed, as it stood when the invoice became final. */
export interface InvoiceSellerView {
  name: string;
  address: PartyAddressView | null;
  taxId: string | null;
  email: string | null;
  /** The legal lines. */
  terms: string | null;
  locale: string;
  timezone: string;
}

/**
 * An invoice; money in minor units of its currency. Each line is rounded by itself, halves away from zero: quantity ×
 * unit price, then the discount of that, then the tax of what is left. Totals are the sums of the lines.
 */
export interface InvoiceView {
  publicId: string;
  /** Public id of the client. */
  clientId: string;
  status: InvoiceStatus;
  /** Null while it is a draft. */
  number: string | null;
  currency: string;
  issueDate: string | null;
  dueDate: string | null;
  /** The first and the last day of what was supplied, where they are known. */
  serviceFrom: string | null;
  serviceTo: string | null;
  notes: string | null;
  lines: InvoiceLineView[];
  taxes: TaxShareView[];
  subtotal: Whole;
  discountTotal: Whole;
  taxTotal: Whole;
  total: Whole;
  amountPaid: Whole;
  amountCredited: Whole;
  /** Of what is paid: given back in part, while no credit note may say so yet. */
  amountRefunded: Whole;
  /** What is still to be paid. */
  amountDue: Whole;
  /** Open, and the due date has passed by the organisation's calendar. */
  overdue: boolean;
  /** Null while it is a draft. */
  customer: InvoiceCustomerView | null;
  /** Null while it is a draft. */
  seller: InvoiceSellerView | null;
  finalizedAt: Date | null;
  paidAt: Date | null;
  voidedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  /** True in the answer of a dry run, and nowhere else: nothing of it is kept. */
  dryRun?: boolean;
}

export interface InvoiceLineBody {
  description: LineText;
  /** Default: 1. */
  quantity?: QuantityNumber;
  unitPrice: SignedMoney;
  /** Per cent. Default: 0. */
  discount?: Percent;
  /** Per cent. Default: 0. */
  taxRate?: Percent;
}

interface InvoiceFields {
  /** Default: the client's. */
  currency?: CurrencyCode;
  /** Default: the day on which the invoice becomes final. */
  issueDate?: DayText | null;
  /** Default: the issue date and the client's payment terms. */
  dueDate?: DayText | null;
  /** The first day of what was supplied; with `serviceTo`. Documents show both. */
  serviceFrom?: DayText | null;
  serviceTo?: DayText | null;
  notes?: LongText | null;
  /**
   * Replaced whole.
   * @maxItems 500
   */
  lines?: InvoiceLineBody[];
}

export interface InvoiceBody extends InvoiceFields {
  /** Public id of the client. */
  clientId: string;
  /** `open` makes it final at once. Default: draft. */
  status?: 'draft' | 'open';
}

export interface InvoicePatch extends InvoiceFields {
  clientId?: string;
  /** `open` makes a draft final, `void` and `uncollectible` close an open invoice. `paid` comes of payments. */
  status?: 'draft' | 'open' | 'void' | 'uncollectible';
}

/** Lines as services count them. */
export function lineValues(lines: readonly InvoiceLineBody[]): InvoiceLineValues[] {
  return lines.map(({ quantity = 1, discount = 0, taxRate = 0, ...line }, at) => ({
    ...line,
    quantity: thousandths(quantity, `lines.${at}.quantity`),
    discount: partsPerMillion(discount, `lines.${at}.discount`),
    taxRate: partsPerMillion(taxRate, `lines.${at}.taxRate`),
  }));
}

export function invoiceView(invoice: Invoice, client: Customer | undefined): InvoiceView {
  const { id: _, customerId: __, source: ___, lines, taxes, customer, seller, ...shown } = invoice;
  const parties = { customer: customer && customerView(customer), seller: seller && sellerView(seller) };
  return { ...shown, ...parties, ...amountViews(lines, taxes), clientId: client?.publicId ?? '' };
}

export function amountViews(lines: readonly InvoiceLine[], taxes: readonly TaxShare[]) {
  return { lines: lines.map(lineView), taxes: taxes.map(taxShareView) };
}

export function customerView(customer: CustomerSnapshot): InvoiceCustomerView {
  return { ...customer, address: customer.address };
}

export function sellerView({ address, ...seller }: SellerSnapshot): InvoiceSellerView {
  const { line1 = null, line2 = null, city = null } = address ?? {};
  const { state = null, postalCode = null, country = null } = address ?? {};
  return { ...seller, address: address && { line1, line2, city, state, postalCode, country } };
}

function lineView({ id: _, quantity, discount, taxRate, ...line }: InvoiceLine): InvoiceLineView {
  return { ...line, quantity: quantity / 1000, discount: discount / 10_000, taxRate: taxRate / 10_000 };
}

function taxShareView({ taxRate, base, tax }: TaxShare): TaxShareView {
  return { taxRate: taxRate / 10_000, base, tax };
}
