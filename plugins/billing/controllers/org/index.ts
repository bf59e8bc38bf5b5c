import { bind, type Database, type PluginRoutes } from '#host';
import type { BillingApi } from '../../contract.js';
import { InvoiceDesk } from '../../invoices/invoice-desk.js';
import { SubscriptionDesk } from '../../subscriptions/subscription-desk.js';
import { InvoicePaymentsController } from './invoice-payments.controller.js';
import { InvoicesController } from './invoices.controller.js';
import { PlansController } from './plans.controller.js';
import { routes } from './routes.generated.js';
import { SubscriptionsController } from './subscriptions.controller.js';

export const orgRoutes = (
  { invoices, customers, plans, subscriptions }: BillingApi,
  db: Database,
): PluginRoutes => ({
  generated: routes,
  controllers: [
    bind(
      InvoicesController,
      () => new InvoicesController(invoices, customers, new InvoiceDesk(db, invoices)),
    ),
    bind(InvoicePaymentsController, () => new InvoicePaymentsController(invoices)),
    bind(PlansController, () => new PlansController(plans)),
    bind(
      SubscriptionsController,
      () => new SubscriptionsController(subscriptions, customers, new SubscriptionDesk(db, subscriptions)),
    ),
  ],
});
