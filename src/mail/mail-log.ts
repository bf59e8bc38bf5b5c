import type { Audit } from '../audit/audit.js';
import type { Principal } from '../auth/principal.js';
import type { Database } from '../database/database.js';
import type { Page } from '../database/page.js';
import { ProblemError } from '../http/problem.js';
import { addressKey } from './addresses.js';
import { type AttemptRow, attempts, type MailRow, type MailStatus, mails } from './mail-rows.js';
import type { Outbox } from './outbox.js';
import { textPart } from './text-part.js';

export interface MailQuery {
  readonly status?: MailStatus | undefined;
  readonly template?: string | undefined;
  /** A whole address. */
  readonly address?: string | undefined;
  readonly page: number;
  readonly perPage: number;
}

/** A mail with what became of it. */
export interface LoggedMail {
  readonly mail: MailRow;
  readonly text: string;
  readonly attempts: readonly AttemptRow[];
}

/** What was sent, and what mail servers said of it. */
export class MailLog {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  /** Newest first. */
  list({ status, template, address, page, perPage }: MailQuery): Promise<Page<MailRow>> {
    const key = address === undefined ? undefined : addressKey(address);
    const rows = this.db.site(mails).where({ status, template, addressKey: key });
    return rows.page({ sort: ['createdAt', 'desc'], window: { kind: 'page', page, perPage } });
  }

  async get(publicId: string): Promise<LoggedMail> {
    const mail = await this.row(publicId);
    const tried = await this.db.site(attempts).where({ mailId: mail.id }).orderBy('id').all();
    return { mail, text: textPart(mail.html), attempts: tried };
  }

  /** A copy with an id of its own leaves; the one before stays in the log. Answers the new one. */
  async resend(actor: Principal, publicId: string): Promise<LoggedMail> {
    const id = await this.db.transaction(async () => {
      const mail = await this.row(publicId);
      assertCanLeaveAgain(mail);
      const again = await this.outbox.again(mail);
      const entry = { entityType: 'mail', entityId: again, changes: { of: publicId } };
      await this.audit.record(actor, { action: 'mail.sent_again', ...entry });
      return again;
    });
    return this.get(id);
  }

  private async row(publicId: string): Promise<MailRow> {
    const mail = await this.db.site(mails).where({ publicId }).first();
    if (!mail) throw new ProblemError('not_found', 'No such mail', { data: { id: publicId } });
    return mail;
  }
}

function assertCanLeaveAgain({ files, hadSecrets, status }: MailRow): void {
  if (status === 'queued')
    throw new ProblemError('conflict', 'This mail has not left yet: it is tried again by itself');
  const lost = hadSecrets ? 'a link that works once' : files > 0 ? 'files' : undefined;
  if (lost === undefined) return;
  throw new ProblemError('conflict', `This mail had ${lost}, which is not kept: cause a new one`);
}
