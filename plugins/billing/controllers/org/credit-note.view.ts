import type { LongText, Whole } from '#host';
import type { CreditNote } from '../../contract.js';
import {
  amountViews,
  customerView,
  type InvoiceCustomerView,
  type InvoiceLineBody,
  type InvoiceLineView,
  type InvoiceSellerView,
  sellerView,
  type TaxShareView,
} from './invoice.view.js';

/** What an invoice was corrected by; amounts above zero are what is credited. */
export interface CreditNoteView {
  publicId: string;
  /** Public id of the invoice. */
  invoiceId: string;
  number: string;
  currency: string;
  issueDate: string;
  reason: string | null;
  lines: InvoiceLineView[];
  taxes: TaxShareView[];
  subtotal: Whole;
  discountTotal: Whole;
  taxTotal: Whole;
  total: Whole;
  customer: InvoiceCustomerView;
  seller: InvoiceSellerView;
  createdAt: Date;
}

export interface CreditNoteBody {
  reason?: LongText | null;
  /**
   * Default: all that is not credited yet.
   * @minItems 1
   * @maxItems 500
   */
  lines?: InvoiceLineBody[];
}

export function creditNoteView(note: CreditNote, invoiceId: string): CreditNoteView {
  const { id: _, customerId: __, lines, taxes, customer, seller, ...shown } = note;
  const parties = { customer: customerView(customer), seller: sellerView(seller) };
  return { ...shown, ...parties, ...amountViews(lines, taxes), invoiceId };
}
