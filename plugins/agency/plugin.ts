import { definePlugin } from '#host';
import {
  Billing,
  customerChanged,
  customerDeleting,
  invoiceDeleted,
  invoiceVoided,
} from '../billing/contract.js';
import { Agency, stageEntered } from './contract.js';
import { agencyOsRoutes } from './controllers/agency-os/index.js';
import { orgRoutes } from './controllers/org/index.js';
import { mailTemplates } from './mail/index.js';
import { expireJob } from './reports/report-job.js';
import { scopes } from './scopes.js';
import { agencyServices } from './services.js';
import { webhookEvents } from './webhook-events.js';

export default definePlugin({
  name: 'agency',
  title: 'Agency',
  description:
    'Clients, services, orders, projects, tasks, time and tickets of an agency, by the Agency OS AI and organisation REST APIs.',
  version: '0.1.0',
  author: 'The Koapress maintainers',
  host: '^0.1.0',
  requires: { billing: '^0.1.0' },
  scopes,
  migrations: new URL('./migrations/', import.meta.url),

  setup(host) {
    const billing = host.use(Billing);
    const services = agencyServices(host, billing);

    host.provide(Agency, services);

    host.routes('agency-os', agencyOsRoutes(services));
    host.routes('org', orgRoutes(services, host.siteUrl));

    for (const event of webhookEvents) host.webhookEvent(event);

    for (const mail of mailTemplates) host.mail(mail);

    host.job(services.reportMaker.job());
    host.job(expireJob(services.reports));

    host.cron(services.missedChanges.cron);

    host.on(stageEntered, (entered) => services.stageWork.enter(entered));
    host.on(customerChanged, (change) => services.clients.followCustomer(change));
    host.on(customerDeleting, (deletion) => services.clients.keepCustomer(deletion));
    for (const ended of [invoiceVoided, invoiceDeleted]) {
      host.on(ended, (change) => services.orders.forgetInvoice(change));
      host.on(ended, (change) => services.timeBilling.free(change));
    }

    host.onDispose(billing.usage.measure('clients', (buyer) => services.clients.count(buyer)));
    host.onDispose(billing.usage.measure('projects', (buyer) => services.projects.count(buyer)));

    host.onOrganization((orgId) => services.workflows.prepare(host.actAs(orgId, 'agency: first workflow')));
  },
});
