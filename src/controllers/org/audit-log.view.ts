import type { ActorType, AuditRecord } from '../../audit/audit-log.js';

/** Who did it. Names are those of that time. */
export interface AuditActor {
  type: ActorType;
  /** The public id of a user or an API key; null for the site itself, and for users who are gone. */
  id: string | null;
  name: string;
}

/** What it was done with: `session`, `api-key`, `application-password`, … */
export interface AuditCredential {
  kind: string;
  id: string;
}

/** One line of the log. */
export interface AuditLogView {
  publicId: string;
  actor: AuditActor;
  /** `client.created` */
  action: string;
  entityType: string;
  /**
   * The public id, of what has one; users and members by the number that they have on WordPress' API; else as the plugin
   * that wrote the line names it.
   */
  entityId: string;
  /** `{ field: [before, after] }`; of what was created, its first values. Secrets are hidden. */
  changes: { [field: string]: unknown } | null;
  ip: string | null;
  credential: AuditCredential;
  /** @format date-time */
  createdAt: string;
}

export function auditLogView(
  record: AuditRecord,
  users: ReadonlyMap<number, { readonly publicId: string }>,
): AuditLogView {
  const { publicId, action, entityType, entityId, changes, ip, createdAt } = record;
  const credential = { kind: record.credentialKind, id: record.credentialId };
  return {
    publicId,
    actor: { type: record.actorType, id: actorId(record, users), name: record.actorName },
    action,
    entityType,
    entityId,
    changes: changes && { ...changes },
    ip,
    credential,
    createdAt: createdAt.toISOString(),
  };
}

function actorId(
  { actorType, actorId: id, credentialId }: AuditRecord,
  users: ReadonlyMap<number, { readonly publicId: string }>,
): string | null {
  if (actorType === 'key') return credentialId;
  return (id !== null && users.get(id)?.publicId) || null;
}
