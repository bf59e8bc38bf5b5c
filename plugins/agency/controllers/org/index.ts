import { bind, type PluginRoutes } from '#host';
import type { AgencyServices } from '../../services.js';
import { ClientsController } from './clients.controller.js';
import { FormsController } from './forms.controller.js';
import { MessagesController } from './messages.controller.js';
import { OrdersController } from './orders.controller.js';
import { PublicFormsController } from './public-forms.controller.js';
import { ReportsController } from './reports.controller.js';
import { routes } from './routes.generated.js';
import { ServicesController } from './services.controller.js';
import { TicketsController } from './tickets.controller.js';

export const orgRoutes = (agency: AgencyServices, siteUrl: string): PluginRoutes => ({
  generated: routes,
  controllers: [
    bind(ClientsController, () => new ClientsController(agency.clients)),
    bind(FormsController, () => new FormsController(agency.forms)),
    bind(PublicFormsController, () => new PublicFormsController(agency.forms)),
    bind(MessagesController, () => new MessagesController(agency.messages, agency.publicIds)),
    bind(OrdersController, () => new OrdersController(agency.orders, agency.publicIds)),
    bind(ReportsController, () => new ReportsController(agency.reports, siteUrl)),
    bind(ServicesController, () => new ServicesController(agency.catalogue)),
    bind(TicketsController, () => new TicketsController(agency.tickets, agency.publicIds)),
  ],
});
