import { Controller, Get, Query, Request, Route, Security, Tags } from '@tsoa/runtime';
import type { Users } from '../../accounts/users.js';
import type { AuditFilter, AuditLog } from '../../audit/audit-log.js';
import type { Page } from '../../database/page.js';
import { type HostRequest, principalOf } from '../../http/controllers.js';
import type { PageNumber, PageSize } from '../../http/params.js';
import { type AuditLogView, auditLogView } from './audit-log.view.js';
import { endOf, instantOf } from './instants.js';

/**
 * An instant in ISO 8601, or a day, which is meant in UTC.
 * @pattern ^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$
 */
export type InstantOrDay = string;

/** @maxLength 100 */
export type AuditWord = string;

export interface AuditServices {
  readonly audit: AuditLog;
  readonly users: Users;
}

@Route('v1/audit-logs')
@Tags('audit-logs')
export class AuditLogsController extends Controller {
  constructor(private readonly services: AuditServices) {
    super();
  }

  /**
   * List audit logs (paginated), newest first. `actor` is the public id of a user or an API key. `from` and `to` include
   * the days they name; of an instant, `to` is the first that is not included.
   */
  @Get()
  @Security('principal', ['audit-logs:read'])
  async listAuditLogs(
    @Request() request: HostRequest,
    @Query() actor?: AuditWord,
    @Query() action?: AuditWord,
    @Query() entityType?: AuditWord,
    @Query() entityId?: AuditWord,
    @Query() from?: InstantOrDay,
    @Query() to?: InstantOrDay,
    @Query() page: PageNumber = 1,
    @Query() limit: PageSize = 20,
  ): Promise<Page<AuditLogView>> {
    const { audit, users } = this.services;
    const range = { from: instantOf(from, 'from'), before: endOf(to, 'to') };
    const filter = { action, entityType, entityId, ...range, ...(await this.whose(actor)) };
    const window = { kind: 'page', page, perPage: limit } as const;
    const found = await audit.list(principalOf(request), filter, window);
    const people = await users.byIds(found.items.flatMap(({ actorId }) => actorId ?? []));
    return found.map((record) => auditLogView(record, people));
  }

  private async whose(actor: string | undefined): Promise<AuditFilter> {
    if (actor === undefined) return {};
    const user = await this.services.users.byPublicId(actor);
    return user ? { actorId: user.id } : { actorType: 'key', credentialId: actor };
  }
}
