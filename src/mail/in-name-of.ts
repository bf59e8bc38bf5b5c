import type { Accounts } from '../accounts/accounts.js';
import { mailable } from './addresses.js';
import type { OutgoingMail } from './mail.js';

/**
 * How an organisation writes to its customers: in its name, and what they answer reaches the administrator who is
 * written to in its matters, and not the site.
 */
export async function inNameOf(
  accounts: Accounts,
  tenant: { readonly orgId: number },
  senderName: string,
): Promise<Pick<OutgoingMail, 'senderName' | 'replyTo'>> {
  const replyTo = mailable((await accounts.contact(tenant))?.email ?? null);
  return { senderName, ...(replyTo === null ? {} : { replyTo }) };
}
