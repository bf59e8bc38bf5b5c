import type { BillingApi } from '../billing/contract.js';
import type { AgencyHost } from './agency-host.js';
import { CatalogueRecords } from './catalogue.js';
import { ClientRecords } from './clients.js';
import { FormRecords } from './forms/forms.js';
import { Intake } from './forms/intake.js';
import { SchemaChecker } from './forms/schema-checker.js';
import { TargetMakers } from './forms/target-makers.js';
import { ProjectRecords } from './projects.js';
import { Replies } from './replies.js';
import { StageRecords } from './stages.js';
import { TaskRecords } from './tasks.js';
import { TicketRecords } from './tickets.js';
import { TimeEntryRecords } from './time-entries.js';
import { TimeTargets } from './time-targets.js';
import { Timers } from './timers.js';
import { WorkflowRecords } from './workflows.js';

export type AgencyServices = ReturnType<typeof agencyServices>;

/** Builds the services, each from those below it. */
export function agencyServices(host: AgencyHost, billing: BillingApi) {
  const stages = new StageRecords(host);
  const workflows = new WorkflowRecords(host, stages);
  const catalogue = new CatalogueRecords(host);
  const clients = new ClientRecords(host, billing);
  const projects = new ProjectRecords(host, clients, workflows);
  const tasks = new TaskRecords(host, projects, stages);
  const targets = new TimeTargets(host, clients, projects, tasks);
  const timeEntries = new TimeEntryRecords(host, targets, new Timers(host, targets));
  const tickets = new TicketRecords(host, clients, new Replies(host));
  const checker = new SchemaChecker();
  const intake = new Intake(host, checker, new TargetMakers(clients, tickets));
  const forms = new FormRecords(host, checker, intake);
  return { clients, catalogue, projects, workflows, tasks, timeEntries, tickets, forms };
}
