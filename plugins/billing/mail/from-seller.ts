import { mailable, type Principal } from '#host';
import type { BillingHost } from '../billing-host.js';

/**
 * Who writes to the customers of an organisation: in its name, and what they answer reaches the administrator who is
 * written to in its matters, and not the site.
 */
export async function fromSeller({ accounts }: BillingHost, actor: Principal, senderName: string) {
  const replyTo = mailable((await accounts.contact(actor))?.email ?? null);
  return { senderName, ...(replyTo === null ? {} : { replyTo }) };
}
