import type { ActionArgs, Actions, Principal, WebhookEventSpec } from '#host';
import type { AgencyHost } from './agency-host.js';

type Action = Extract<keyof Actions, `agency.${string}`>;

/** What organisations may be told of at addresses of theirs, by the action that says so inside. */
const EVENTS: Partial<Record<Action, WebhookEventSpec & { readonly beside?: string }>> = {
  'agency.client.created': { name: 'agency.client.created', description: 'A client was added' },
  'agency.client.updated': { name: 'agency.client.updated', description: 'A client was changed' },
  'agency.client.deleted': { name: 'agency.client.deleted', description: 'A client was deleted' },
  'agency.service.created': { name: 'agency.service.created', description: 'A service was added' },
  'agency.service.updated': { name: 'agency.service.updated', description: 'A service was changed' },
  'agency.service.deleted': { name: 'agency.service.deleted', description: 'A service was deleted' },
  'agency.project.created': { name: 'agency.project.created', description: 'A project was added' },
  'agency.project.updated': { name: 'agency.project.updated', description: 'A project was changed' },
  'agency.project.deleted': { name: 'agency.project.deleted', description: 'A project was deleted' },
  'agency.task.created': { name: 'agency.task.created', description: 'A task was added' },
  'agency.task.updated': { name: 'agency.task.updated', description: 'A task was changed' },
  'agency.task.moved': {
    name: 'agency.task.moved',
    description: 'A task came to another stage',
    beside: 'fromStageId',
  },
  'agency.task.deleted': { name: 'agency.task.deleted', description: 'A task was deleted' },
  'agency.time-entry.created': { name: 'agency.time_entry.created', description: 'Time was noted' },
  'agency.time-entry.updated': { name: 'agency.time_entry.updated', description: 'Noted time was changed' },
  'agency.time-entry.deleted': { name: 'agency.time_entry.deleted', description: 'Noted time was deleted' },
  'agency.report.finished': { name: 'agency.report.finished', description: 'A report is done, or failed' },
  'agency.form.submitted': { name: 'agency.form.submitted', description: 'A form was filled in' },
  'agency.order.created': { name: 'agency.order.created', description: 'An order was made' },
  'agency.order.updated': { name: 'agency.order.updated', description: 'An order was changed' },
  'agency.order.moved': {
    name: 'agency.order.moved',
    description: 'An order came to another status',
    beside: 'fromStatus',
  },
  'agency.order.deleted': { name: 'agency.order.deleted', description: 'An order was deleted' },
  'agency.message.created': {
    name: 'agency.message.created',
    description: 'A message was written about an order',
    beside: 'order',
  },
  'agency.ticket.created': { name: 'agency.ticket.created', description: 'A ticket was opened' },
  'agency.ticket.updated': { name: 'agency.ticket.updated', description: 'A ticket was changed' },
  'agency.ticket.deleted': { name: 'agency.ticket.deleted', description: 'A ticket was deleted' },
  'agency.ticket.replied': {
    name: 'agency.ticket.replied',
    description: 'A ticket was answered',
    beside: 'ticket',
  },
};

/** Of a stage that says so; the other events are told by every change. */
export const STAGE_ENTERED: WebhookEventSpec = {
  name: 'agency.stage.entered',
  description: 'A task or an order came to a stage whose effects tell of it',
};

export const webhookEvents: readonly WebhookEventSpec[] = [
  ...Object.values(EVENTS).map(({ name, description }) => ({ name, description })),
  STAGE_ENTERED,
];

/**
 * Tells of a change: plugins by the action, after the commit, and the organisation's webhooks in the transaction.
 * What they are sent is the record, and what the event has beside it: of a move where it came from.
 */
export async function tell<Name extends Action>(
  host: AgencyHost,
  action: Name,
  ...args: ActionArgs<Name>
): Promise<void> {
  host.hooks.doAction(action, ...args);
  const event = EVENTS[action];
  if (!event) return;
  const [record, second] = args as readonly unknown[];
  const { orgId } = args.at(-1) as Principal;
  const beside = event.beside === undefined ? {} : { [event.beside]: second };
  await host.webhooks.emit(orgId, event.name, { ...(record as object), ...beside });
}
