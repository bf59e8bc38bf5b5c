import { bind, type PluginHost, type PluginRoutes } from '#host';
import type { BillingServices } from '../../services.js';
import { AutoTopupController } from './auto-topup.controller.js';
import { CheckoutController } from './checkout.controller.js';
import { CreditAutoTopupController } from './credit-auto-topup.controller.js';
import { OverviewController } from './overview.controller.js';
import { PaymentIntentController } from './payment-intent.controller.js';
import { BillingPlanController } from './plan.controller.js';
import { BillingPortalController } from './portal.controller.js';
import { PricingController } from './pricing.controller.js';
import { routes } from './routes.generated.js';
import { TokensController } from './tokens.controller.js';
import { BillingWebhookController } from './webhook.controller.js';

export const opsRoutes = (billing: BillingServices, host: PluginHost): PluginRoutes => ({
  generated: routes,
  controllers: [
    bind(AutoTopupController, () => new AutoTopupController(billing.topUpDesk)),
    bind(BillingPlanController, () => new BillingPlanController(billing.buyerDesk)),
    bind(OverviewController, () => new OverviewController(billing.revenue, billing.spend)),
    bind(PricingController, () => new PricingController(billing.plans, billing.packages, billing.seller)),
    bind(CreditAutoTopupController, () => new CreditAutoTopupController(billing.topUpDesk)),
    bind(TokensController, () => new TokensController(billing.ledger, host)),
    bind(CheckoutController, () => new CheckoutController(billing.purchases)),
    bind(PaymentIntentController, () => new PaymentIntentController(billing.purchases, billing.charges)),
    bind(BillingPortalController, () => new BillingPortalController(billing.purchases)),
    bind(BillingWebhookController, () => new BillingWebhookController(billing.charges.events)),
  ],
});
