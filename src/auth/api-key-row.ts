import { siteTable, tenantTable } from '../database/database.js';
import { ProblemError } from '../http/problem.js';
import { KEY_PREFIXES, type KeySurface } from './api-key-format.js';

/** A key as it may be shown. */
export interface ApiKey {
  readonly id: number;
  readonly publicId: string;
  readonly orgId: number;
  /** Null: the organisation's own. Else it reaches no further than this member. */
  readonly userId: number | null;
  readonly surface: KeySurface;
  readonly keyId: string;
  /** Its last four characters. */
  readonly hint: string;
  readonly name: string;
  readonly description: string | null;
  readonly scopes: readonly string[];
  /** False: it opens nothing until it is switched on again. */
  readonly isActive: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly deletedAt: Date | null;
  /** How many days were left when its holders were last warned of its end. */
  readonly warnedDays: number | null;
  /** Noted at most once a minute. */
  readonly lastUsedAt: Date | null;
  readonly lastIp: string | null;
}

export interface ApiKeyRow extends ApiKey {
  readonly secretHash: string;
}

/** A secret that a rotation replaced. */
export interface ReplacedSecret {
  readonly id: number;
  readonly orgId: number;
  readonly keyId: string;
  readonly secretHash: string;
  readonly validUntil: Date;
}

const OPTIONS = {
  json: ['scopes'],
  booleans: ['isActive'],
  instants: ['createdAt', 'updatedAt', 'expiresAt', 'revokedAt', 'deletedAt', 'lastUsedAt'],
} as const;

/** Written and listed through the organisation; looked up by key id, before anybody knows whose it is. */
export const keys = tenantTable<ApiKeyRow>('kp_api_keys', OPTIONS);
export const anyKeys = siteTable<ApiKeyRow>('kp_api_keys', OPTIONS);

const SECRET_OPTIONS = { instants: ['validUntil'], keepTotals: false } as const;
export const replacedSecrets = tenantTable<ReplacedSecret>('kp_api_key_secrets', SECRET_OPTIONS);
export const anyReplacedSecrets = siteTable<ReplacedSecret>('kp_api_key_secrets', SECRET_OPTIONS);

/** `sk_live_3fK0…x9Qz`: enough to tell keys apart. */
export function maskedKey({ surface, keyId, hint }: Pick<ApiKey, 'surface' | 'keyId' | 'hint'>): string {
  return `${KEY_PREFIXES[surface]}${keyId}…${hint}`;
}

export function noSuchKey(publicId: string): ProblemError {
  return new ProblemError('not_found', 'No such API key', { data: { id: publicId, resource: 'api_key' } });
}

export function itemOf({ secretHash, ...item }: ApiKeyRow): ApiKey {
  return item;
}
