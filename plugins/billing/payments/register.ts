import type { PluginHost } from '#host';
import { invoiceDeleted, invoicePaid, invoiceVoided } from '../contract.js';
import { askProvider } from './ask-provider.js';
import type { ProviderCharges } from './charges.js';
import { chargeJob, eventJob, giveBackJob, keepMethodJob, withdrawJob } from './jobs.js';

/** What happens to charges by itself. */
export function registerPayments(host: PluginHost, charges: ProviderCharges): void {
  host.job(chargeJob(charges));
  host.job(eventJob(charges));
  host.job(keepMethodJob(charges));
  host.job(giveBackJob(charges));
  host.job(withdrawJob(charges));
  host.cron(askProvider(host, charges));
  for (const event of [invoicePaid, invoiceVoided, invoiceDeleted])
    host.on(event, (change) => charges.withdraw(change));
}
