import type { Principal } from '#host';
import type { Invoice } from './invoice.js';

/** What is left out is written by the plugin, in the customer's language. */
export interface InvoiceMessage {
  /** An address. Default: the customer's. */
  readonly to?: string;
  readonly cc?: readonly string[];
  readonly subject?: string;
  /** Plain text. */
  readonly message?: string;
}

/** Invoices on their way to customers: by mail, and by a link that nobody can guess. */
export interface InvoiceSending {
  /**
   * Refused, naming `to`, where there is no address or it takes no mail. Finalises a draft first, and mails the document with a link to pay. The same message again within a minute is
   * taken for a second click and not sent. Stands outside transactions: the document is made meanwhile.
   */
  send(actor: Principal, id: number, message?: InvoiceMessage): Promise<Invoice>;
  /** The same by a job, once an invoice, in the caller's transaction. For a final invoice whose customer has an address. */
  sendLater(actor: Principal, id: number): Promise<void>;
  /** A new address of the page where the customer sees, downloads and pays a final invoice; those made before go on working. */
  link(actor: Principal, id: number): Promise<string>;
  /** Whoever follows an address that was made before finds nothing. */
  endLinks(actor: Principal, id: number): Promise<void>;
}
