import { bind, type PluginRoutes } from '../../http/routes.js';
import { type OrgServices, OrgSettingsController } from './org-settings.controller.js';
import { routes } from './routes.generated.js';

/** The host's own operations at `/api/v1` for organisations. */
export const orgRoutes = (services: OrgServices): PluginRoutes => ({
  generated: routes,
  controllers: [bind(OrgSettingsController, () => new OrgSettingsController(services))],
});
