import type { BillingHost } from '../billing-host.js';
import type { Customers, Invoices } from '../contract.js';
import { Logos } from '../documents/logos.js';
import { Papers } from '../documents/papers.js';
import { InvoiceMails } from './invoice-mails.js';
import { InvoiceLinks } from './links.js';
import { Reminders } from './reminders.js';
import { Sending } from './sending.js';

/** Documents, and how they reach customers. */
export function sendingServices(host: BillingHost, invoices: Invoices, customers: Customers) {
  const logos = new Logos(host);
  const papers = new Papers(host, customers, logos);
  const links = new InvoiceLinks(host, invoices);
  const mails = new InvoiceMails(host, links, customers);
  const sending = new Sending(host, { invoices, papers, mails, links });
  const reminders = new Reminders(host, { invoices, papers, mails });
  return { logos, papers, links, sending, reminders };
}
