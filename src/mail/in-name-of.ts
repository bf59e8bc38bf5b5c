import type { Accounts } from '../accounts/accounts.js';
import { mailable } from './addresses.js';
import type { OutgoingMail } from './mail.js';

/**
 * How an organisation writes to its customers: in its name, and what they answer reaches the address it has set for
 * that, or else the administrator who is written to in its matters, and not the site.
 */
export async function inNameOf(
  accounts: Accounts,
  tenant: { readonly orgId: number },
  senderName: string,
): Promise<Pick<OutgoingMail, 'senderName' | 'replyTo'>> {
  const { contactEmail } = await accounts.settings(tenant);
  const replyTo = mailable(contactEmail ?? (await accounts.contact(tenant))?.email ?? null);
  return { senderName, ...(replyTo === null ? {} : { replyTo }) };
}
