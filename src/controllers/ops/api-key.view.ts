import type { KeySurface } from '../../auth/api-key-format.js';
import type { RenewedKey } from '../../auth/api-key-rotation.js';
import { type ApiKey, maskedKey } from '../../auth/api-key-row.js';
import type { ApiKeyDay } from '../../auth/api-key-usage.js';
import type { Whole } from '../../http/params.js';

/**
 * Not blank.
 * @pattern \S
 * @maxLength 191
 */
export type KeyName = string;

/** @maxLength 1000 */
export type KeyDescription = string;

/**
 * `resource:action`, or `*` for all that its maker may do.
 * @maxLength 120
 */
export type KeyScope = string;

/** At most 200. */
export interface ApiKeyBody {
  name: KeyName;
  description?: KeyDescription;
  /**
   * Default: none.
   * @maxItems 200
   */
  scopes?: KeyScope[];
  /**
   * An instant in ISO 8601 that is still to come. Default: never.
   * @pattern ^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$
   * @format date-time
   */
  expires_at?: string;
  /** The API that it opens. Default `ops`. */
  surface?: 'ops' | 'org' | 'hosting';
}

/** Those to change. */
export interface ApiKeyChangeBody {
  name?: KeyName;
  description?: KeyDescription | null;
  /** @maxItems 200 */
  scopes?: KeyScope[];
  /** False: it opens nothing until it is switched on again. */
  active?: boolean;
}

export interface RotateBody {
  /**
   * How long the secret before goes on working; 0 ends it at once.
   * @isInt
   * @minimum 0
   * @maximum 720
   */
  grace_hours?: number;
}

export interface ApiKeyView {
  id: string;
  name: string;
  description: string | null;
  /** Enough to tell keys apart. */
  masked_key: string;
  surface: KeySurface;
  scopes: string[];
  /** False when it was switched off or revoked. */
  active: boolean;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
  created_at: string;
  updated_at: string;
}

/** The only answer that holds the key itself. */
export interface ApiKeyWithSecret extends ApiKeyView {
  key: string;
}

export interface RenewedKeyView extends ApiKeyWithSecret {
  /** Until when the secret before works; null: it does not. */
  grace_ends_at: string | null;
}

/** One day, in UTC. */
export interface ApiKeyUsageView {
  date: string;
  requests: Whole;
  /** Of these, how many were answered with 400 or above. */
  errors: Whole;
  last_used_at: string;
}

export function apiKeyView(item: ApiKey): ApiKeyView {
  const { publicId, name, description, surface, scopes, isActive, revokedAt, createdAt, updatedAt } = item;
  return {
    ...{ id: publicId, name, description, masked_key: maskedKey(item), surface, scopes: [...scopes] },
    active: isActive && revokedAt === null,
    expires_at: textOf(item.expiresAt),
    revoked_at: textOf(revokedAt),
    last_used_at: textOf(item.lastUsedAt),
    created_at: createdAt.toISOString(),
    updated_at: (updatedAt ?? createdAt).toISOString(),
  };
}

export function renewedKeyView({ key, item, graceEndsAt }: RenewedKey): RenewedKeyView {
  return { ...apiKeyView(item), key, grace_ends_at: textOf(graceEndsAt) };
}

export function apiKeyUsageView({ day, requests, errors, lastUsedAt }: ApiKeyDay): ApiKeyUsageView {
  return {
    date: day,
    requests: Number(requests),
    errors: Number(errors),
    last_used_at: lastUsedAt.toISOString(),
  };
}

function textOf(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}
