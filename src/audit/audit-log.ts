import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { type Database, type PageRequest, type Tenant, tenantTable } from '../database/database.js';
import type { Page } from '../database/page.js';
import { newPublicId } from '../public-id.js';
import { currentRequest } from '../request-context.js';
import type { Audit, AuditEntry } from './audit.js';

export type ActorType = 'user' | 'key' | 'system';

/** One line of the log. Never changed, never deleted by the host. */
export interface AuditRecord {
  readonly id: number;
  readonly publicId: string;
  readonly orgId: number;
  readonly actorType: ActorType;
  readonly actorId: number | null;
  readonly actorName: string;
  readonly credentialKind: string;
  readonly credentialId: string;
  readonly action: string;
  readonly entityType: string;
  readonly entityId: string;
  readonly changes: Readonly<Record<string, unknown>> | null;
  readonly ip: string | null;
  readonly requestId: string | null;
  readonly createdAt: Date;
}

export interface AuditFilter {
  readonly actorId?: number;
  readonly actorType?: ActorType;
  readonly credentialId?: string;
  readonly action?: string;
  readonly entityType?: string;
  readonly entityId?: string;
  readonly from?: Date;
  /** The first instant that is not included. */
  readonly before?: Date;
}

/** Written with every change and listed by few. */
const auditLog = tenantTable<AuditRecord>('kp_audit_log', {
  instants: ['createdAt'],
  json: ['changes'],
  appendedAt: 'createdAt',
});

/** Names under which somebody might hand a secret over by mistake. */
const SECRET = /password|secret|token|hash|cookie|authorization/i;

export class AuditLog implements Audit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async record(actor: Principal, entry: AuditEntry): Promise<void> {
    const request = currentRequest();
    const line = {
      publicId: newPublicId(),
      actorType: actorType(actor),
      actorId: actor.userId,
      actorName: actor.name.slice(0, 191),
      credentialKind: actor.credential.kind,
      credentialId: actor.credential.id.slice(0, 64),
      action: entry.action,
      entityType: entry.entityType,
      entityId: String(entry.entityId),
      changes: entry.changes ? withoutSecrets(entry.changes) : null,
      ip: request?.address ?? null,
      requestId: request?.requestId.slice(0, 64) ?? null,
      createdAt: this.clock.now(),
    };
    await this.db.of(auditLog, actor).append([line]);
  }

  /** Newest first. */
  list(
    tenant: Tenant,
    filter: AuditFilter,
    window: PageRequest<AuditRecord>['window'],
  ): Promise<Page<AuditRecord>> {
    const { from, before, ...exact } = filter;
    let rows = this.db.of(auditLog, tenant).where(exact);
    if (from) rows = rows.compare('createdAt', '>=', from);
    if (before) rows = rows.compare('createdAt', '<', before);
    return rows.page({ sort: ['createdAt', 'desc'], window });
  }
}

function actorType(actor: Principal): ActorType {
  if (actor.userId !== null) return 'user';
  return actor.credential.kind === 'system' ? 'system' : 'key';
}

function withoutSecrets(changes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [name, SECRET.test(name) ? '[hidden]' : value]),
  );
}
