import { organizationSettingsChanged, type PluginHost } from '#host';
import { InvoicePages } from '../customer-page/invoice-pages.js';
import type { BillingServices } from '../services.js';

export function registerSending(host: PluginHost, services: BillingServices): void {
  const { logos, reminders, sending } = services;
  host.job(sending.job);
  host.job(reminders.job);
  host.cron(reminders.cron);
  host.job(logos.job);
  host.on(organizationSettingsChanged, (change) => logos.follow(change));
  host.pages(new InvoicePages(services).table);
}
