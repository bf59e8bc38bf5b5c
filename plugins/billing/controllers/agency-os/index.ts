import { bind, type PluginRoutes } from '#host';
import type { BillingApi } from '../../contract.js';
import { InvoiceSendingController } from './invoice-sending.controller.js';
import { InvoicesController } from './invoices.controller.js';
import { routes } from './routes.generated.js';

export const agencyOsRoutes = ({ invoices, sending }: BillingApi): PluginRoutes => ({
  generated: routes,
  controllers: [
    bind(InvoicesController, () => new InvoicesController(invoices)),
    bind(InvoiceSendingController, () => new InvoiceSendingController(sending)),
  ],
});
