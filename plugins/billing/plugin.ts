import { definePlugin, organizationSettingsChanged } from '#host';
import { Billing, customerDeleting } from './contract.js';
import { agencyOsRoutes } from './controllers/agency-os/index.js';
import { hostingRoutes } from './controllers/hosting/index.js';
import { opsRoutes } from './controllers/ops/index.js';
import { orgRoutes } from './controllers/org/index.js';
import { wordpressRoutes } from './controllers/wordpress/index.js';
import { mailTemplates } from './mail/index.js';
import { paymentProblems } from './payments/problems.js';
import { registerPayments } from './payments/register.js';
import { scopes } from './scopes.js';
import { registerSending } from './sending/register.js';
import { billingServices } from './services.js';
import { settings } from './settings.js';
import { registerSubscriptions } from './subscriptions/register.js';
import { registerSpending } from './top-ups/register.js';
import { webhookEvents } from './webhook-events.js';

export default definePlugin({
  name: 'billing',
  title: 'Billing',
  description:
    'Customers, invoices and their payments, plans and subscriptions, tokens and credits. Other plugins build on it.',
  version: '0.1.0',
  author: 'The Koapress maintainers',
  host: '^0.1.0',
  scopes,
  settings,
  migrations: new URL('./migrations/', import.meta.url),

  problems: paymentProblems,

  setup(host) {
    const services = billingServices(host);

    host.provide(Billing, services);

    host.routes('agency-os', agencyOsRoutes(services));
    host.routes('org', orgRoutes(services, host.db));
    host.routes('hosting', hostingRoutes(services, host));
    host.routes('ops', opsRoutes(services, host));
    host.routes('wordpress', wordpressRoutes(services));

    registerSpending(host, services);
    registerSubscriptions(host, services);
    registerPayments(host, services.charges);
    registerSending(host, services);
    host.on(organizationSettingsChanged, (change) => services.accounts.follow(change));
    host.on(customerDeleting, (deletion) => services.invoices.keepCustomer(deletion));

    for (const event of webhookEvents) host.webhookEvent(event);
    for (const template of mailTemplates) host.mail(template);
  },
});
