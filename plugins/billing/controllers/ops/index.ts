import { bind, type PluginHost, type PluginRoutes } from '#host';
import type { BillingServices } from '../../services.js';
import { routes } from './routes.generated.js';
import { TokensController } from './tokens.controller.js';

export const opsRoutes = (billing: BillingServices, host: PluginHost): PluginRoutes => ({
  generated: routes,
  controllers: [bind(TokensController, () => new TokensController(billing.ledger, host))],
});
