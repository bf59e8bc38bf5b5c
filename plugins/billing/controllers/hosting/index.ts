import { bind, type PluginHost, type PluginRoutes } from '#host';
import type { BillingServices } from '../../services.js';
import { BillingController } from './billing.controller.js';
import { BillingDesk } from './billing-desk.js';
import { PaymentMethodsController } from './payment-methods.controller.js';
import { routes } from './routes.generated.js';

export const hostingRoutes = (billing: BillingServices, host: PluginHost): PluginRoutes => {
  const { budgets, topUps, purchases, creditMonths, statements } = billing;
  const desk = new BillingDesk(host, budgets, topUps, purchases);
  return {
    generated: routes,
    controllers: [
      bind(BillingController, () => new BillingController(desk, creditMonths, statements)),
      bind(PaymentMethodsController, () => new PaymentMethodsController(purchases)),
    ],
  };
};
