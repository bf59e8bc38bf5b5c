import { bind, type PluginRoutes } from '#host';
import type { AgencyApi } from '../../contract.js';
import { ClientsController } from './clients.controller.js';
import { routes } from './routes.generated.js';

export const orgRoutes = (agency: AgencyApi): PluginRoutes => ({
  generated: routes,
  controllers: [bind(ClientsController, () => new ClientsController(agency.clients))],
});
