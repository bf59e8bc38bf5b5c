import { bind, type PluginRoutes } from '../../http/routes.js';
import { NotificationsController } from './notifications.controller.js';
import { routes } from './routes.generated.js';
import { type HostingServices, UsersController } from './users.controller.js';

/** The host's own operations at `/v1`. */
export const hostingRoutes = (services: HostingServices): PluginRoutes => ({
  generated: routes,
  controllers: [
    bind(UsersController, () => new UsersController(services)),
    bind(NotificationsController, () => new NotificationsController(services.notifications.inbox)),
  ],
});
