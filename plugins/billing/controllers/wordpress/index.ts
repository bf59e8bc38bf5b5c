import { bind, type PluginRoutes } from '#host';
import type { BillingServices } from '../../services.js';
import { GrantsController } from './grants.controller.js';
import { PackagesController } from './packages.controller.js';
import { routes } from './routes.generated.js';

/** What the operator sets for all who buy from it. */
export const wordpressRoutes = (billing: BillingServices): PluginRoutes => ({
  generated: routes,
  controllers: [
    bind(GrantsController, () => new GrantsController(billing.grants)),
    bind(PackagesController, () => new PackagesController(billing.packages)),
  ],
});
