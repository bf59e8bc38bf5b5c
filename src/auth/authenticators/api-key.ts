import type { Context } from 'koa';
import { ProblemError } from '../../http/problem.js';
import { KEY_PREFIXES, looksLikeKey, parseKey } from '../api-key-format.js';
import type { ApiKeys } from '../api-keys.js';
import type { CredentialCache, Verified } from '../credential-cache.js';
import type { Principals } from '../principals.js';
import type { UsageNotes } from '../usage-notes.js';
import type { Authenticator } from './authenticator.js';
import { addressOf, authorization, surfaceIdOf, takes } from './request-parts.js';

const MINUTE_MS = 60_000;

interface Needs {
  readonly apiKeys: ApiKeys;
  readonly principals: Principals;
  readonly cache: CredentialCache;
  readonly notes: UsageNotes;
}

/** `Authorization: Bearer sk_live_…`; on ops `X-API-Key` as well. A key opens the surface of its prefix alone. */
export function apiKeyAuthenticator(needs: Needs): Authenticator {
  return {
    async authenticate(ctx) {
      const key = sentKey(ctx);
      if (key === undefined) return undefined;
      const surface = surfaceIdOf(ctx);
      if (!fits(key, surface)) refuse();
      const address = addressOf(ctx);
      return needs.cache.through(`key ${key}`, address, () => verify(needs, key, address));
    },
  };
}

function sentKey(ctx: Context): string | undefined {
  const bearer = authorization(ctx, 'bearer');
  if (bearer !== undefined) return looksLikeKey(bearer) || !takes(ctx, 'jwt') ? bearer : undefined;
  return (surfaceIdOf(ctx) === 'ops' && ctx.get('x-api-key').trim()) || undefined;
}

function fits(key: string, surface: string): boolean {
  const prefix = (KEY_PREFIXES as Readonly<Record<string, string>>)[surface];
  return prefix !== undefined && key.startsWith(prefix);
}

async function verify(needs: Needs, key: string, address: string): Promise<Verified> {
  const parts = parseKey(key);
  const item = parts && (await needs.apiKeys.verify(parts));
  const principal =
    item && (await needs.principals.ofKey(item, { kind: 'api-key', id: item.publicId, scopes: item.scopes }));
  if (!item || !principal) refuse();
  const use = {
    key: `api-key ${item.id}`,
    lastUsedAt: item.lastUsedAt,
    everyMs: MINUTE_MS,
    write: (from: string) => needs.apiKeys.noteUse(item, from),
  };
  return { principal, endsAt: item.expiresAt?.getTime(), used: await needs.notes.open(use, address) };
}

function refuse(): never {
  throw new ProblemError(
    'bad_credentials',
    'The API key is wrong, revoked or expired, or not for this API.',
    {
      reason: 'invalid_api_key',
    },
  );
}
