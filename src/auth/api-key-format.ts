import { randomBytes } from 'node:crypto';
import { base62, randomText, sha256 } from './secrets.js';

/** Surfaces that keys open. */
export type KeySurface = 'org' | 'ops' | 'hosting';

export const KEY_PREFIXES: Readonly<Record<KeySurface, string>> = {
  org: 'sk_live_',
  ops: 'kp_ops_',
  hosting: 'kp_host_',
};

export interface KeyParts {
  readonly surface: KeySurface;
  readonly keyId: string;
  readonly secret: string;
}

const PATTERN = /^(sk_live_|kp_ops_|kp_host_)([0-9A-Za-z]{12})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

/** `sk_live_<key id>_<32 random bytes><checksum>`: the checksum shows typing errors and finds leaked keys without us. */
export function newKey(surface: KeySurface): KeyParts & { readonly key: string } {
  const keyId = randomText(12);
  const secret = base62(randomBytes(32));
  return { surface, keyId, secret, key: keyText(surface, keyId, secret) };
}

export function keyText(surface: KeySurface, keyId: string, secret: string): string {
  const body = `${KEY_PREFIXES[surface]}${keyId}_${secret}`;
  return body + checksum(body);
}

/** Undefined: not one of ours, whatever it is. Costs no query. */
export function parseKey(text: string): KeyParts | undefined {
  const match = PATTERN.exec(text);
  if (!match || checksum(text.slice(0, -6)) !== match[4]) return undefined;
  const [, prefix, keyId, secret] = match as unknown as [string, string, string, string];
  const surface = surfaceOf(prefix);
  return surface && { surface, keyId, secret };
}

/** What begins like a key is meant to be one, also when it is broken. */
export function looksLikeKey(text: string): boolean {
  return surfaceOf(text) !== undefined;
}

function surfaceOf(text: string): KeySurface | undefined {
  const surfaces = Object.keys(KEY_PREFIXES) as KeySurface[];
  return surfaces.find((surface) => text.startsWith(KEY_PREFIXES[surface]));
}

function checksum(body: string): string {
  return base62(Buffer.from(sha256(body).slice(0, 16), 'hex')).slice(-6);
}
