import { definePlugin, organizationSettingsChanged } from '#host';
import { Billing, customerDeleting } from './contract.js';
import { agencyOsRoutes } from './controllers/agency-os/index.js';
import { orgRoutes } from './controllers/org/index.js';
import { releaseExpired } from './ledger/release-expired.js';
import { mailTemplates } from './mail/index.js';
import { billingServices } from './services.js';
import { registerSubscriptions } from './subscriptions/register.js';
import { webhookEvents } from './webhook-events.js';

export default definePlugin({
  name: 'billing',
  title: 'Billing',
  description: 'Customers: whoever is billed. Other plugins build on them.',
  version: '0.1.0',
  author: 'The Koapress maintainers',
  host: '^0.1.0',
  scopes: [
    { name: 'customers:read', description: 'Read customers', roles: ['manager', 'member', 'viewer'] },
    { name: 'customers:write', description: 'Create, change and delete customers', roles: ['manager'] },
    {
      name: 'invoices:read',
      description: 'Read invoices, payments and credit notes',
      roles: ['manager', 'member', 'viewer'],
    },
    {
      name: 'invoices:write',
      description: 'Make, finalise, void and credit invoices, and note payments',
      roles: ['manager'],
    },
    { name: 'plans:read', description: 'Read plans', roles: ['manager', 'member', 'viewer'] },
    { name: 'plans:write', description: 'Make and change plans', roles: ['manager'] },
    { name: 'subscriptions:read', description: 'Read subscriptions', roles: ['manager', 'member', 'viewer'] },
    { name: 'subscriptions:write', description: 'Make, change and cancel subscriptions', roles: ['manager'] },
    {
      name: 'billing:read',
      description: 'See what the organisation has bought from the site, and what it earns',
      roles: ['manager', 'member', 'viewer'],
    },
    { name: 'billing:write', description: 'Buy from the site for the organisation, and change its plan' },
  ],
  settings: [
    {
      name: 'reminder_days',
      title: 'Reminders of invoices',
      description:
        'Days from the due date, before it with a minus, separated by commas; empty: none are sent.',
      type: 'string',
      default: '-3,1,7,14',
    },
  ],
  migrations: new URL('./migrations/', import.meta.url),

  setup(host) {
    const services = billingServices(host);
    const { logos, reminders, sending } = services;

    host.provide(Billing, services);

    host.routes('agency-os', agencyOsRoutes(services));
    host.routes('org', orgRoutes(services, host.db));

    host.cron(releaseExpired(services.ledger));
    registerSubscriptions(host, services);
    host.on(customerDeleting, (deletion) => services.invoices.keepCustomer(deletion));

    host.job(logos.job);
    host.job(sending.job);
    host.job(reminders.job);
    host.cron(reminders.cron);
    host.on(organizationSettingsChanged, (change) => logos.follow(change));

    for (const event of webhookEvents) host.webhookEvent(event);
    for (const template of mailTemplates) host.mail(template);
  },
});
