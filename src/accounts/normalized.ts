import { sortKey } from '../database/folded.js';

/** How logins, e-mail addresses and names are compared: without case, and the same on every database. */
export function normalized(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** `Ada Lovelace` → `ada-lovelace`: for addresses and unique short names. */
export function slugOf(text: string): string {
  const plain = sortKey(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain.slice(0, 50) || 'user';
}
