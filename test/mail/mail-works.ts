import { setTimeout as sleep } from 'node:timers/promises';
import { AuditLog } from '../../src/audit/audit-log.js';
import { systemPrincipal } from '../../src/auth/system-principal.js';
import { systemClock } from '../../src/clock.js';
import { type HostDatabase, openDatabase } from '../../src/database/open.js';
import { createJobs, type JobsRoom } from '../../src/jobs/create-jobs.js';
import { createLogger } from '../../src/log.js';
import { createMail, type MailRoom } from '../../src/mail/create-mail.js';
import type { MailTemplate } from '../../src/mail/mail.js';
import type { LoggedMail } from '../../src/mail/mail-log.js';
import type { MailStatus } from '../../src/mail/mail-rows.js';
import { Revisions } from '../../src/nodes/revisions.js';
import type { OpenedDatabase } from '../support/databases.js';

const log = createLogger(process.env.TEST_LOG_LEVEL ?? 'silent');

export const hello: MailTemplate = {
  name: 'shop.hello',
  title: 'Hello',
  subject: 'Hello {{ name }}',
  mjml: mjml('<mj-text>Dear {{ name }}, <a href="{{ link }}">open</a></mj-text>'),
  sample: { name: 'Ada', link: 'https://shop.test/sample' },
};

export const values = { name: 'Grace', link: 'https://shop.test/s3cret' };

export function mjml(content: string): string {
  return `<mjml><mj-body><mj-section><mj-column>${content}</mj-column></mj-section></mj-body></mjml>`;
}

/** Rooms of one process that send mail. */
export interface MailWorks {
  readonly mail: MailRoom;
  readonly jobs: JobsRoom;
  /** Waits until the mail is this. */
  until(id: string, status: MailStatus): Promise<LoggedMail>;
}

export function openPlace({ url, dataDir }: Pick<OpenedDatabase, 'url' | 'dataDir'>): Promise<HostDatabase> {
  return openDatabase({ databaseUrl: url, dataDir, log, clock: systemClock });
}

/** Patience of tests: attempts follow at once, and a server that says nothing is given up soon. */
export async function mailWorks(
  db: HostDatabase,
  { dataDir }: Pick<OpenedDatabase, 'dataDir'>,
  smtpUrl: string | null,
): Promise<MailWorks> {
  const clock = systemClock;
  const jobs = createJobs({
    db,
    clock,
    log,
    actAs: systemPrincipal,
    pace: { leaseMs: 6000, pollMs: 30 },
  });
  const mail = createMail({
    db,
    clock,
    audit: new AuditLog(db, clock),
    revisions: new Revisions(db, log),
    jobs,
    keys: [Buffer.alloc(32, 7)],
    smtpUrl: smtpUrl && `${smtpUrl}?socketTimeout=400`,
    mailFrom: 'Shop <shop@shop.test>',
    dataDir,
    pauses: [50],
  });
  await mail.templates.prepare('shop', [hello]);
  mail.templates.declare('shop', [hello]);
  return { mail, jobs, until: (id, status) => until(mail, id, status) };
}

async function until(mail: MailRoom, id: string, status: MailStatus): Promise<LoggedMail> {
  for (;;) {
    const found = await mail.log.get(id);
    if (found.mail.status === status) return found;
    await sleep(20);
  }
}
