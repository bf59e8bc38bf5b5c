import { join } from 'node:path';
import type { Audit } from '../audit/audit.js';
import type { Clock } from '../clock.js';
import type { HostDatabase } from '../database/host-database.js';
import type { HealthProblem } from '../health/health.js';
import type { JobsRoom } from '../jobs/create-jobs.js';
import type { JobSpec } from '../jobs/job.js';
import type { Revisions } from '../nodes/revisions.js';
import type { Room } from '../room.js';
import { readAddress } from './addresses.js';
import { CompiledStore } from './compiled-store.js';
import { Delivery, PAUSES } from './delivery.js';
import type { Mailer } from './mail.js';
import { MailLog } from './mail-log.js';
import { mailProblems } from './mail-problems.js';
import { deleteOldMails } from './old-mails.js';
import { Outbox } from './outbox.js';
import { Overrides } from './overrides.js';
import { Sealing } from './sealing.js';
import { Suppressions } from './suppressions.js';
import { TemplateDesk } from './template-desk.js';
import { MailTemplates } from './templates.js';
import { FileTransport } from './transports/files.js';
import { SmtpTransport } from './transports/smtp.js';

export interface MailNeeds {
  readonly db: HostDatabase;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly revisions: Revisions;
  readonly jobs: JobsRoom;
  /** `SecretKeys.derive('mail')`, newest first. */
  readonly keys: readonly Buffer[];
  readonly smtpUrl: string | null;
  /** `Name <address>` */
  readonly mailFrom: string;
  readonly dataDir: string;
  /** Milliseconds between attempts. For tests; the default is for sites. */
  readonly pauses?: readonly number[];
}

export interface MailRoom extends Room {
  readonly templates: MailTemplates;
  readonly mailer: Mailer;
  readonly desk: TemplateDesk;
  readonly log: MailLog;
  readonly suppressions: Suppressions;
  /** For administrators. */
  problems(): Promise<readonly HealthProblem[]>;
  /** Deletes what left, or was given up, long ago. */
  cleanUp(signal: AbortSignal): Promise<void>;
}

export function createMail(needs: MailNeeds): MailRoom {
  const { audit, clock, dataDir, db, jobs, mailFrom, pauses = PAUSES, revisions, smtpUrl } = needs;
  const store = new CompiledStore(db, clock);
  const overrides = new Overrides({ db, clock, audit, revisions });
  const templates = new MailTemplates(store, overrides);
  const sealing = new Sealing(needs.keys);
  const suppressions = new Suppressions(db, clock, audit);
  const from = readAddress(mailFrom, 'MAIL_FROM');
  const outbox = new Outbox({ db, clock, jobs: jobs.jobs, templates, sealing, suppressions, from });
  const transport = smtpUrl === null ? new FileTransport(join(dataDir, 'mail')) : new SmtpTransport(smtpUrl);
  const delivery = new Delivery({ db, clock, sealing, suppressions, transport, pauses });
  jobs.kinds.declare('host.mail', [delivery.job as JobSpec]);
  return {
    templates,
    mailer: outbox,
    desk: new TemplateDesk({ templates, overrides, store, outbox }),
    log: new MailLog(db, audit, outbox),
    suppressions,
    problems: () => mailProblems(db, clock),
    cleanUp: (signal) => deleteOldMails(db, clock, signal),
    start: () => revisions.follow('mail-templates', () => templates.ready()),
    stop: () => transport.close(),
  };
}
