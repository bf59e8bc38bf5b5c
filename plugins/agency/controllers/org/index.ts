import { bind, type PluginRoutes } from '#host';
import type { AgencyApi } from '../../contract.js';
import { ClientsController } from './clients.controller.js';
import { FormsController } from './forms.controller.js';
import { PublicFormsController } from './public-forms.controller.js';
import { routes } from './routes.generated.js';
import { ServicesController } from './services.controller.js';

export const orgRoutes = (agency: AgencyApi): PluginRoutes => ({
  generated: routes,
  controllers: [
    bind(ClientsController, () => new ClientsController(agency.clients)),
    bind(FormsController, () => new FormsController(agency.forms)),
    bind(PublicFormsController, () => new PublicFormsController(agency.forms)),
    bind(ServicesController, () => new ServicesController(agency.catalogue)),
  ],
});
