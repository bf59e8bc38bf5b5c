import { type Principal, type ServiceToken, serviceToken } from '#host';
import type { Catalogue, Service } from './contract/catalogue.js';
import type { Client, Clients } from './contract/clients.js';
import type { FormSubmission, Forms } from './contract/forms.js';
import type { Message, Messages } from './contract/messages.js';
import type { Order, OrderStatus, Orders } from './contract/orders.js';
import type { Project, Projects } from './contract/projects.js';
import type { Report, Reports } from './contract/reports.js';
import type { Task, Tasks } from './contract/tasks.js';
import type { Reply, Ticket, Tickets } from './contract/tickets.js';
import type { MemberRates, TimeBilling } from './contract/time-billing.js';
import type { TimeEntries, TimeEntry } from './contract/time-entries.js';
import type { Workflow, Workflows } from './contract/workflows.js';

export * from './contract/catalogue.js';
export * from './contract/clients.js';
export * from './contract/forms.js';
export * from './contract/listing.js';
export * from './contract/messages.js';
export * from './contract/orders.js';
export * from './contract/projects.js';
export * from './contract/reports.js';
export * from './contract/stage-effects.js';
export * from './contract/tasks.js';
export * from './contract/tickets.js';
export * from './contract/time-billing.js';
export * from './contract/time-entries.js';
export * from './contract/workflows.js';

export interface AgencyApi {
  readonly clients: Clients;
  readonly catalogue: Catalogue;
  readonly projects: Projects;
  readonly workflows: Workflows;
  readonly tasks: Tasks;
  readonly timeEntries: TimeEntries;
  readonly orders: Orders;
  readonly messages: Messages;
  readonly timeBilling: TimeBilling;
  readonly memberRates: MemberRates;
  readonly tickets: Tickets;
  readonly forms: Forms;
  readonly reports: Reports;
}

export const Agency: ServiceToken<AgencyApi> = serviceToken<AgencyApi>('agency');

/** Actions fire after the commit, with who did it. */
declare module '#host' {
  interface Actions {
    'agency.client.created': [client: Client, actor: Principal];
    'agency.client.updated': [client: Client, actor: Principal];
    'agency.client.deleted': [client: Client, actor: Principal];
    'agency.service.created': [service: Service, actor: Principal];
    'agency.service.updated': [service: Service, actor: Principal];
    'agency.service.deleted': [service: Service, actor: Principal];
    'agency.project.created': [project: Project, actor: Principal];
    'agency.project.updated': [project: Project, actor: Principal];
    'agency.project.deleted': [project: Project, actor: Principal];
    'agency.workflow.created': [workflow: Workflow, actor: Principal];
    /** Also when one of its stages was added, changed or deleted. */
    'agency.workflow.updated': [workflow: Workflow, actor: Principal];
    'agency.workflow.deleted': [workflow: Workflow, actor: Principal];
    'agency.task.created': [task: Task, actor: Principal];
    'agency.task.updated': [task: Task, actor: Principal];
    'agency.task.moved': [task: Task, fromStageId: number, actor: Principal];
    'agency.task.deleted': [task: Task, actor: Principal];
    'agency.time-entry.created': [entry: TimeEntry, actor: Principal];
    'agency.time-entry.updated': [entry: TimeEntry, actor: Principal];
    'agency.time-entry.deleted': [entry: TimeEntry, actor: Principal];
    'agency.timer.started': [entry: TimeEntry, actor: Principal];
    'agency.timer.stopped': [entry: TimeEntry, actor: Principal];
    'agency.order.created': [order: Order, actor: Principal];
    'agency.order.updated': [order: Order, actor: Principal];
    'agency.order.moved': [order: Order, fromStatus: OrderStatus, actor: Principal];
    'agency.order.deleted': [order: Order, actor: Principal];
    'agency.message.created': [message: Message, order: Order, actor: Principal];
    'agency.ticket.created': [ticket: Ticket, actor: Principal];
    'agency.ticket.updated': [ticket: Ticket, actor: Principal];
    'agency.ticket.deleted': [ticket: Ticket, actor: Principal];
    /** Done or failed. */
    'agency.report.finished': [report: Report, actor: Principal];
    'agency.form.submitted': [submission: FormSubmission, actor: Principal];
    'agency.ticket.replied': [reply: Reply, ticket: Ticket, actor: Principal];
  }
}
