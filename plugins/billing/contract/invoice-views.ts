import type { Whole } from '#host';
import type { Invoice, InvoiceLine, InvoiceStatus, SellerSnapshot, TaxShare } from './invoice.js';

/**
 * Invoices as the Agency OS surface shows them, for every plugin that answers one there. Money in minor units of the
 * invoice's currency.
 */

export interface AgencyInvoiceLineView {
  description: string;
  quantity: number;
  unit_price: Whole;
  /** Per cent. */
  discount: number;
  /** Per cent. */
  tax_rate: number;
  /** Before discount and tax. */
  subtotal: Whole;
  discount_amount: Whole;
  tax_amount: Whole;
  total: Whole;
}

/** The taxes of one rate. */
export interface AgencyTaxShareView {
  /** Per cent. */
  tax_rate: number;
  base: Whole;
  tax: Whole;
}

export interface AgencyPartyAddressView {
  line1: string | null;
  line2: string | null;
  city: string | null;
  state: string | null;
  postal_code: string | null;
  country: string | null;
}

/** Who was billed, as it stood when the invoice became final. */
export interface AgencyInvoiceCustomerView {
  name: string;
  company: string | null;
  email: string | null;
  address: AgencyPartyAddressView | null;
  tax_id: string | null;
  language: string | null;
}

/** Who billed, as it stood when the invoice became final. */
export interface AgencyInvoiceSellerView {
  name: string;
  address: AgencyPartyAddressView | null;
  tax_id: string | null;
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
export interface AgencyInvoiceView {
  id: Whole;
  public_id: string;
  client_id: Whole;
  status: InvoiceStatus;
  /** Null while it is a draft. */
  number: string | null;
  currency: string;
  issue_date: string | null;
  due_date: string | null;
  /** The first and the last day of what was supplied, where they are known. */
  service_from: string | null;
  service_to: string | null;
  notes: string | null;
  lines: AgencyInvoiceLineView[];
  taxes: AgencyTaxShareView[];
  subtotal: Whole;
  discount_total: Whole;
  tax_total: Whole;
  total: Whole;
  amount_paid: Whole;
  amount_credited: Whole;
  /** Of what is paid: given back in part, while no credit note may say so yet. */
  amount_refunded: Whole;
  /** What is still to be paid. */
  amount_due: Whole;
  /** Open, and the due date has passed by the organisation's calendar. */
  overdue: boolean;
  /** Null while it is a draft. */
  customer: AgencyInvoiceCustomerView | null;
  /** Null while it is a draft. */
  seller: AgencyInvoiceSellerView | null;
  finalized_at: Date | null;
  paid_at: Date | null;
  voided_at: Date | null;
  created_at: Date;
  updated_at: Date;
  /** True in the answer of a dry run, and nowhere else: nothing of it is kept. */
  dry_run?: boolean;
}

/** The public id of what is not there. */
export const NO_PUBLIC_ID = '00000000-0000-0000-0000-000000000000';

/** Of an invoice that was only rehearsed: nobody can ask for it by an id. */
export function rehearsedInvoiceView(invoice: Invoice): AgencyInvoiceView {
  return { ...agencyInvoiceView(invoice), id: 0, public_id: NO_PUBLIC_ID, dry_run: true };
}

export function agencyInvoiceView(invoice: Invoice): AgencyInvoiceView {
  const { customer, seller } = invoice;
  return {
    id: invoice.id,
    public_id: invoice.publicId,
    client_id: invoice.customerId,
    status: invoice.status,
    number: invoice.number,
    currency: invoice.currency,
    issue_date: invoice.issueDate,
    due_date: invoice.dueDate,
    service_from: invoice.serviceFrom,
    service_to: invoice.serviceTo,
    notes: invoice.notes,
    lines: invoice.lines.map(lineView),
    taxes: invoice.taxes.map(taxShareView),
    subtotal: invoice.subtotal,
    discount_total: invoice.discountTotal,
    tax_total: invoice.taxTotal,
    total: invoice.total,
    amount_paid: invoice.amountPaid,
    amount_credited: invoice.amountCredited,
    amount_refunded: invoice.amountRefunded,
    amount_due: invoice.amountDue,
    overdue: invoice.overdue,
    customer: customer && partyView(customer),
    seller: seller && partyView(seller),
    finalized_at: invoice.finalizedAt,
    paid_at: invoice.paidAt,
    voided_at: invoice.voidedAt,
    created_at: invoice.createdAt,
    updated_at: invoice.updatedAt,
  };
}

function lineView(line: InvoiceLine): AgencyInvoiceLineView {
  return {
    description: line.description,
    quantity: line.quantity / 1000,
    unit_price: line.unitPrice,
    discount: line.discount / 10_000,
    tax_rate: line.taxRate / 10_000,
    subtotal: line.subtotal,
    discount_amount: line.discountAmount,
    tax_amount: line.taxAmount,
    total: line.total,
  };
}

function taxShareView({ taxRate, base, tax }: TaxShare): AgencyTaxShareView {
  return { tax_rate: taxRate / 10_000, base, tax };
}

function partyView<T extends Pick<SellerSnapshot, 'address' | 'taxId'>>({ taxId, address, ...party }: T) {
  return { ...party, tax_id: taxId, address: address && addressView(address) };
}

function addressView(address: NonNullable<SellerSnapshot['address']>): AgencyPartyAddressView {
  const {
    line1 = null,
    line2 = null,
    city = null,
    state = null,
    postalCode = null,
    country = null,
  } = address;
  return { line1, line2, city, state, postal_code: postalCode, country };
}
