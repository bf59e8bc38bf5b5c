import type { ActionArgs, Actions, OwnedHooks, WebhookEventSpec, Webhooks } from '#host';

type Action = Extract<keyof Actions, `billing.customer.${string}`>;

/** What organisations may be told of at addresses of theirs. */
export const webhookEvents: readonly WebhookEventSpec[] = [
  { name: 'billing.customer.created', description: 'A customer was added' },
  { name: 'billing.customer.updated', description: 'A customer was changed' },
  { name: 'billing.customer.deleted', description: 'A customer was deleted' },
];

/** Plugins hear of it after the commit; what webhooks are sent is written in the transaction. */
export async function tell<Name extends Action>(
  { hooks, webhooks }: { readonly hooks: OwnedHooks; readonly webhooks: Webhooks },
  event: Name,
  ...args: ActionArgs<Name>
): Promise<void> {
  hooks.doAction(event, ...args);
  const [customer, { orgId }] = args;
  await webhooks.emit(orgId, event, customer);
}
