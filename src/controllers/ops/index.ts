import { bind, type PluginRoutes } from '../../http/routes.js';
import { ApiKeysController } from './api-keys.controller.js';
import { AuthController } from './auth.controller.js';
import { HealthController } from './health.controller.js';
import { NotificationsController } from './notifications.controller.js';
import { routes } from './routes.generated.js';
import type { OpsServices } from './services.js';

/** The host's own operations at `/api`. */
export const opsRoutes = (services: OpsServices): PluginRoutes => ({
  generated: routes,
  controllers: [
    bind(ApiKeysController, () => new ApiKeysController(services)),
    bind(AuthController, () => new AuthController(services)),
    bind(HealthController, () => new HealthController(services.health)),
    bind(NotificationsController, () => new NotificationsController(services.notifications)),
  ],
});
