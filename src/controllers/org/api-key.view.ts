import { type ApiKey, maskedKey } from '../../auth/api-key-row.js';

export interface ApiKeyBody {
  /**
   * Not blank.
   * @pattern \S
   * @maxLength 191
   */
  name: string;
  /**
   * `resource:action`, or `*` for all that its maker may do; at most 200.
   * @maxItems 200
   */
  scopes: string[];
  /**
   * An instant in ISO 8601 that is still to come. Default: never.
   * @pattern ^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$
   * @format date-time
   */
  expiresAt?: string;
}

export interface ApiKeyView {
  publicId: string;
  name: string;
  /** Enough to tell keys apart. */
  maskedKey: string;
  /** The API that it opens. */
  surface: 'ops' | 'org' | 'hosting';
  scopes: string[];
  /** False when it was switched off or revoked. */
  active: boolean;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** The only answer that holds the key itself. */
export interface CreatedApiKeyView extends ApiKeyView {
  key: string;
}

export function apiKeyView(item: ApiKey): ApiKeyView {
  const { publicId, name, surface, scopes, isActive, expiresAt, revokedAt, lastUsedAt, createdAt } = item;
  return {
    ...{ publicId, name, maskedKey: maskedKey(item), surface, scopes: [...scopes] },
    active: isActive && revokedAt === null,
    ...{ expiresAt, revokedAt, lastUsedAt, createdAt, updatedAt: item.updatedAt ?? createdAt },
  };
}
