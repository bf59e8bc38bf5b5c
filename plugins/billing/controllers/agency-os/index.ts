import { bind, type PluginRoutes } from '#host';
import type { BillingApi } from '../../contract.js';
import { InvoicesController } from './invoices.controller.js';
import { routes } from './routes.generated.js';

export const agencyOsRoutes = ({ invoices }: BillingApi): PluginRoutes => ({
  generated: routes,
  controllers: [bind(InvoicesController, () => new InvoicesController(invoices))],
});
