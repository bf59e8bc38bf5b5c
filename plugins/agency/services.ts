import type { BillingApi } from '../billing/contract.js';
import type { AgencyHost } from './agency-host.js';
import { MemberRateRecords } from './billing-time/member-rates.js';
import { TimeRater } from './billing-time/rated-time.js';
import { TimeBiller } from './billing-time/time-billing.js';
import { TimeFinder } from './billing-time/time-to-bill.js';
import { CatalogueRecords } from './catalogue.js';
import { ClientRecords } from './clients/clients.js';
import { FormRecords } from './forms/forms.js';
import { Intake } from './forms/intake.js';
import { SchemaChecker } from './forms/schema-checker.js';
import { TargetMakers } from './forms/target-makers.js';
import { MessageRecords } from './messages.js';
import { MissedChanges } from './missed-changes.js';
import { OrderMover } from './orders/order-mover.js';
import { OrderRecords } from './orders/orders.js';
import { TransitionWork } from './orders/transition-work.js';
import { ProjectRecords } from './projects/projects.js';
import { PublicIds } from './public-ids.js';
import { ReportMaker } from './reports/report-job.js';
import { ReportRecords } from './reports/reports.js';
import { StageEffectDeeds } from './stage-effects/stage-effect-deeds.js';
import { StageEffectRules } from './stage-effects/stage-effect-rules.js';
import { StageSubjects } from './stage-effects/stage-subjects.js';
import { StageWork } from './stage-effects/stage-work.js';
import { TaskRecords } from './tasks/tasks.js';
import { Replies } from './tickets/replies.js';
import { TicketRecords } from './tickets/tickets.js';
import { TimeEntryRecords } from './time/time-entries.js';
import { TimeTargets } from './time/time-targets.js';
import { Timers } from './time/timers.js';
import { StageRecords } from './workflows/stages.js';
import { WorkflowReferences } from './workflows/workflow-references.js';
import { WorkflowRecords } from './workflows/workflows.js';

export type AgencyServices = ReturnType<typeof agencyServices>;

/** Builds the services, each from those below it. */
export function agencyServices(host: AgencyHost, billing: BillingApi) {
  const stages = new StageRecords(host);
  const workflows = new WorkflowRecords(host, stages, new StageEffectRules(host));
  const references = new WorkflowReferences(host);
  const catalogue = new CatalogueRecords(host);
  const clients = new ClientRecords(host, billing);
  const projects = new ProjectRecords(host, clients, references, billing.usage);
  const tasks = new TaskRecords(host, projects, stages);
  const targets = new TimeTargets(host, clients, projects, tasks);
  const timeEntries = new TimeEntryRecords(host, targets, new Timers(host, targets));
  const memberRates = new MemberRateRecords(host);
  const rater = new TimeRater(host, memberRates, catalogue);
  const timeBilling = new TimeBiller(host, billing, new TimeFinder(host, clients), rater);
  const tickets = new TicketRecords(host, clients, new Replies(host));
  const work = new TransitionWork(host, catalogue, clients, billing);
  const mover = new OrderMover(host, references, stages, work);
  const messages = new MessageRecords(host);
  const orders = new OrderRecords(host, clients, catalogue, mover, messages);
  const checker = new SchemaChecker();
  const makers = new TargetMakers({ clients, tickets, orders, catalogue });
  const forms = new FormRecords(host, checker, new Intake(host, checker, makers));
  const reports = new ReportRecords(host);
  const reportMaker = new ReportMaker(host, billing);
  const subjects = new StageSubjects({ tasks, orders, projects, catalogue });
  const stageWork = new StageWork(host, new StageEffectDeeds(host, subjects, clients, tasks));
  const missedChanges = new MissedChanges(host, billing, { clients, orders, timeBilling });
  const publicIds = new PublicIds({ host, billing, catalogue, stages, workflows: references });
  return {
    clients,
    catalogue,
    projects,
    workflows,
    tasks,
    timeEntries,
    timeBilling,
    memberRates,
    orders,
    messages,
    missedChanges,
    tickets,
    forms,
    reports,
    reportMaker,
    publicIds,
    stageWork,
  };
}
