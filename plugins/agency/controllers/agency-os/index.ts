import { bind, type PluginRoutes } from '#host';
import type { AgencyApi } from '../../contract.js';
import { ClientsController } from './clients.controller.js';
import { MemberRatesController } from './member-rates.controller.js';
import { ProjectsController } from './projects.controller.js';
import { routes } from './routes.generated.js';
import { StagesController } from './stages.controller.js';
import { TasksController } from './tasks.controller.js';
import { TicketsController } from './tickets.controller.js';
import { TimeEntriesController } from './time-entries.controller.js';
import { TimeInvoicesController } from './time-invoices.controller.js';
import { WorkflowsController } from './workflows.controller.js';

export const agencyOsRoutes = (agency: AgencyApi): PluginRoutes => ({
  generated: routes,
  controllers: [
    bind(ClientsController, () => new ClientsController(agency.clients)),
    bind(ProjectsController, () => new ProjectsController(agency.projects, agency.tasks)),
    bind(TasksController, () => new TasksController(agency.tasks)),
    bind(TimeEntriesController, () => new TimeEntriesController(agency.timeEntries)),
    bind(TimeInvoicesController, () => new TimeInvoicesController(agency.timeBilling)),
    bind(MemberRatesController, () => new MemberRatesController(agency.memberRates)),
    bind(TicketsController, () => new TicketsController(agency.tickets)),
    bind(WorkflowsController, () => new WorkflowsController(agency.workflows)),
    bind(StagesController, () => new StagesController(agency.workflows)),
  ],
});
