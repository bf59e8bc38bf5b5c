import { normalized } from '../accounts/normalized.js';
import { ProblemError } from '../http/problem.js';

export interface MailAddress {
  /** Empty where there is none. */
  readonly name: string;
  readonly address: string;
}

const ADDRESS = /^[^\s@<>"(),:;\\[\]]+@[^\s@<>"'(),:;\\[\].]+(\.[^\s@<>"'(),:;\\[\].]+)*$/;
const NAMED = /^([^<>]*)<([^<>]+)>$/;
const LONGEST_NAME = 200;
const LONGEST_ADDRESS = 190;

/** `ada@example.com` or `Ada <ada@example.com>`; throws `invalid` naming the field. No line can be smuggled in. */
export function readAddress(text: string, field: string): MailAddress {
  return addressIn(text) ?? refuse(field);
}

/** What somebody noted down as their address, unless no mail can be sent there. */
export function mailable(noted: string | null): string | null {
  return noted !== null && addressIn(noted) ? noted : null;
}

function addressIn(text: string): MailAddress | undefined {
  if (/\p{Cc}/u.test(text)) return undefined;
  const [, name = '', inner = text] = NAMED.exec(text.trim()) ?? [];
  const address = inner.trim();
  const plainName = name.trim().replace(/^"(.*)"$/, '$1');
  if (!ADDRESS.test(address) || plainName.length > LONGEST_NAME) return undefined;
  if (Math.max(address.length, addressKey(address).length) > LONGEST_ADDRESS) return undefined;
  return { name: plainName, address };
}

/** How addresses are compared. */
export function addressKey(address: string): string {
  return normalized(address);
}

/** As it stands in the outbox; reads back as the same. */
export function writtenAddress({ name, address }: MailAddress): string {
  return name === '' ? address : `${name} <${address}>`;
}

function refuse(field: string): never {
  const message = `${field} must be an e-mail address, or a name and an address: Ada <ada@example.com>`;
  throw new ProblemError('invalid', message, { details: [{ field, rule: 'format', message }] });
}
