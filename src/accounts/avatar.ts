import { hash } from 'node:crypto';
import { normalized } from './normalized.js';

/** The picture that belongs to an e-mail address, as WordPress finds it; a drawn figure when there is none. */
export function avatarUrl(email: string, size: number): string {
  return `https://secure.gravatar.com/avatar/${hash('md5', normalized(email))}?s=${size}&d=mm&r=g`;
}
