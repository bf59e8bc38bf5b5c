import type { ActionArgs, Actions, Principal, WebhookEventSpec } from '#host';
import type { AgencyHost } from './agency-host.js';

type Action = Extract<keyof Actions, `agency.${string}`>;

/** What organisations may be told of at addresses of theirs, by the action that says so inside. */
const EVENTS: Partial<Record<Action, WebhookEventSpec>> = {
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
  'agency.task.moved': { name: 'agency.task.moved', description: 'A task came to another stage' },
  'agency.task.deleted': { name: 'agency.task.deleted', description: 'A task was deleted' },
  'agency.time-entry.created': { name: 'agency.time_entry.created', description: 'Time was noted' },
  'agency.time-entry.updated': { name: 'agency.time_entry.updated', description: 'Noted time was changed' },
  'agency.time-entry.deleted': { name: 'agency.time_entry.deleted', description: 'Noted time was deleted' },
  'agency.form.submitted': { name: 'agency.form.submitted', description: 'A form was filled in' },
  'agency.ticket.created': { name: 'agency.ticket.created', description: 'A ticket was opened' },
  'agency.ticket.updated': { name: 'agency.ticket.updated', description: 'A ticket was changed' },
  'agency.ticket.deleted': { name: 'agency.ticket.deleted', description: 'A ticket was deleted' },
  'agency.ticket.replied': { name: 'agency.ticket.replied', description: 'A ticket was answered' },
};

export const webhookEvents: readonly WebhookEventSpec[] = Object.values(EVENTS);

/**
 * Tells of a change: plugins by the action, after the commit, and the organisation's webhooks in the transaction.
 * What they are sent is the record; of a move the stage before as well, of a reply its ticket.
 */
export async function tell<Name extends Action>(
  host: AgencyHost,
  action: Name,
  ...args: ActionArgs<Name>
): Promise<void> {
  host.hooks.doAction(action, ...args);
  const event = EVENTS[action];
  if (!event) return;
  const { orgId } = args.at(-1) as Principal;
  await host.webhooks.emit(orgId, event.name, dataOf(args.slice(0, -1)));
}

function dataOf([record, beside]: readonly unknown[]): unknown {
  if (typeof beside === 'number') return { ...(record as object), fromStageId: beside };
  return beside === undefined ? record : { ...(record as object), ticket: beside };
}
