import { bind, type Database, type PluginRoutes } from '#host';
import { InvoiceDesk } from '../../invoices/invoice-desk.js';
import type { BillingServices } from '../../services.js';
import { SubscriptionDesk } from '../../subscriptions/subscription-desk.js';
import { InvoiceDocumentsController } from './invoice-documents.controller.js';
import { InvoicePaymentsController } from './invoice-payments.controller.js';
import { InvoicesController } from './invoices.controller.js';
import { PlansController } from './plans.controller.js';
import { routes } from './routes.generated.js';
import { SubscriptionsController } from './subscriptions.controller.js';

export const orgRoutes = (billing: BillingServices, db: Database): PluginRoutes => ({
  generated: routes,
  controllers: [
    bind(
      InvoicesController,
      () =>
        new InvoicesController(billing.invoices, billing.customers, new InvoiceDesk(db, billing.invoices)),
    ),
    bind(InvoicePaymentsController, () => new InvoicePaymentsController(billing.invoices)),
    bind(PlansController, () => new PlansController(billing.plans)),
    bind(
      SubscriptionsController,
      () =>
        new SubscriptionsController(
          billing.subscriptions,
          billing.customers,
          new SubscriptionDesk(db, billing.subscriptions),
        ),
    ),
    bind(InvoiceDocumentsController, () => new InvoiceDocumentsController(billing)),
  ],
});
