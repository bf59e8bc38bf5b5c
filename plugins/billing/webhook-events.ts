import type { ActionArgs, Actions, OwnedHooks, WebhookEventSpec, Webhooks } from '#host';
import type { Invoice } from './contract.js';
import { asWritten } from './written-lines.js';

type Action = Extract<keyof Actions, `billing.${string}`>;

/** What organisations may be told of at addresses of theirs. */
export const webhookEvents: readonly WebhookEventSpec[] = [
  { name: 'billing.customer.created', description: 'A customer was added' },
  { name: 'billing.customer.updated', description: 'A customer was changed' },
  { name: 'billing.customer.deleted', description: 'A customer was deleted' },
  { name: 'billing.invoice.created', description: 'A draft of an invoice was made' },
  { name: 'billing.invoice.updated', description: 'A draft of an invoice was changed' },
  { name: 'billing.invoice.deleted', description: 'A draft of an invoice was deleted' },
  { name: 'billing.invoice.finalized', description: 'An invoice became final and has its number' },
  { name: 'billing.invoice.paid', description: 'All of an invoice is paid' },
  { name: 'billing.invoice.reopened', description: 'What an invoice was paid with went back' },
  { name: 'billing.invoice.voided', description: 'An invoice was voided' },
  { name: 'billing.invoice.uncollectible', description: 'An invoice was given up' },
  { name: 'billing.invoice.sent', description: 'An invoice or a reminder of it was mailed' },
  { name: 'billing.payment.received', description: 'A payment was received' },
  { name: 'billing.payment.refunded', description: 'A payment was given back, all of it or a part' },
  { name: 'billing.payment.disputed', description: 'A payment was disputed' },
  { name: 'billing.payment.cancelled', description: 'A payment that was noted by mistake was taken back' },
  { name: 'billing.payment.restored', description: 'A dispute of a payment was won' },
  { name: 'billing.charge.failed', description: 'A payment through the provider did not succeed' },
  { name: 'billing.credit_note.created', description: 'A credit note was issued' },
  { name: 'billing.plan.created', description: 'A plan was made' },
  { name: 'billing.plan.updated', description: 'A plan was changed' },
  { name: 'billing.subscription.created', description: 'A customer subscribed to a plan' },
  { name: 'billing.subscription.activated', description: 'The first payment of a subscription has come' },
  { name: 'billing.subscription.renewed', description: 'The next period of a subscription was billed' },
  { name: 'billing.subscription.changed', description: 'The plan or quantity of a subscription was changed' },
  { name: 'billing.subscription.past_due', description: 'A payment of a subscription failed or is late' },
  { name: 'billing.subscription.recovered', description: 'What was missing of a subscription is paid' },
  { name: 'billing.subscription.cancelling', description: 'A subscription will end with its period' },
  { name: 'billing.subscription.kept', description: 'A subscription will not end with its period after all' },
  { name: 'billing.subscription.cancelled', description: 'A subscription has ended' },
];

interface Told {
  readonly hooks: OwnedHooks;
  readonly webhooks: Webhooks;
}

/** Plugins hear of it after the commit; what webhooks are sent is written in the transaction. */
export function tell<Name extends Action>(told: Told, event: Name, ...args: ActionArgs<Name>): Promise<void> {
  return tellBeside({}, told, event, args);
}

/** The same of what belongs to an invoice: webhooks are told what people and the API call that one. */
export function tellOf<Name extends Action>(
  { publicId, number }: Pick<Invoice, 'publicId' | 'number'>,
  told: Told,
  event: Name,
  ...args: ActionArgs<Name>
): Promise<void> {
  return tellBeside({ invoice: { publicId, number } }, told, event, args);
}

async function tellBeside<Name extends Action>(
  beside: object,
  { hooks, webhooks }: Told,
  event: Name,
  args: ActionArgs<Name>,
): Promise<void> {
  hooks.doAction(event, ...args);
  const [record, { orgId }] = args;
  await webhooks.emit(orgId, event, { ...asWritten(record), ...beside });
}
