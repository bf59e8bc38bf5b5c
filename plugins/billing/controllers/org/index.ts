import { bind, type Database, type PluginRoutes } from '#host';
import type { BillingApi } from '../../contract.js';
import { InvoiceDesk } from '../../invoices/invoice-desk.js';
import { InvoicePaymentsController } from './invoice-payments.controller.js';
import { InvoicesController } from './invoices.controller.js';
import { routes } from './routes.generated.js';

export const orgRoutes = ({ invoices, customers }: BillingApi, db: Database): PluginRoutes => ({
  generated: routes,
  controllers: [
    bind(
      InvoicesController,
      () => new InvoicesController(invoices, customers, new InvoiceDesk(db, invoices)),
    ),
    bind(InvoicePaymentsController, () => new InvoicePaymentsController(invoices)),
  ],
});
