import { sha256 } from '../auth/secrets.js';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { isDuplicate } from '../database/errors.js';
import { ProblemError } from '../http/problem.js';
import type { Jobs } from '../jobs/job.js';
import { newPublicId } from '../public-id.js';
import { addressKey, type MailAddress, readAddress, writtenAddress } from './addresses.js';
import { attachmentRows } from './attachments.js';
import type { Mailer, OutgoingMail } from './mail.js';
import { attachments, type MailRow, mails } from './mail-rows.js';
import { type Rendered, rendered } from './rendering.js';
import type { Sealing } from './sealing.js';
import type { Suppressions } from './suppressions.js';
import type { MailTemplates } from './templates.js';

export const DELIVER = 'host.mail.deliver';
const MOST_COPIES = 20;
const LONGEST_SENDER = 100;

interface Needs {
  readonly db: Database;
  readonly clock: Clock;
  readonly jobs: Jobs;
  readonly templates: MailTemplates;
  readonly sealing: Sealing;
  readonly suppressions: Suppressions;
  readonly from: MailAddress;
}

/**
 * Writes mails down in the transaction that causes them. They are rendered here: what leaves is what was meant then,
 * and a plugin that is switched off meanwhile is not asked again.
 */
export class Outbox implements Mailer {
  constructor(private readonly needs: Needs) {}

  async send(orgId: number | null, mail: OutgoingMail): Promise<string> {
    const { db } = this.needs;
    const files = attachmentRows(mail.attachments ?? []);
    const keyHash = mail.key === undefined ? null : sha256(`${mail.template}\n${mail.key}`);
    return db.transaction(async () => {
      const before = await this.made(keyHash);
      if (before) return before;
      return this.write({ ...(await this.rowOf(mail)), orgId, keyHash }, files);
    });
  }

  async assertTakes(to: string, cc: readonly string[] = []): Promise<void> {
    const receiver = readAddress(to, 'to');
    const { address } = receiver;
    copies(cc, receiver);
    if (!(await this.needs.suppressions.find(address))) return;
    const message = `${address} takes no mail of this site: it is on the suppression list`;
    throw new ProblemError('unprocessable', message, {
      details: [{ field: 'to', rule: 'suppressed', message }],
    });
  }

  /** The same content once more, as a mail of its own. */
  async again(mail: MailRow): Promise<string> {
    const { id, ...row } = mail;
    const fresh = this.identity();
    return this.write({ ...row, ...fresh, keyHash: null, status: 'queued', error: null, sentAt: null }, []);
  }

  private async write(row: Omit<MailRow, 'id'>, files: ReturnType<typeof attachmentRows>): Promise<string> {
    const { db, jobs } = this.needs;
    let mailId: number;
    try {
      mailId = await db.site(mails).insert(row);
    } catch (error) {
      // Somebody was at the same mail: the index decides, and the first one's stands.
      const first = isDuplicate(error) ? await this.made(row.keyHash) : undefined;
      if (first) return first;
      throw error;
    }
    for (const file of files) await db.site(attachments).insert({ ...file, mailId });
    await jobs.enqueue(DELIVER, { mail: row.publicId }, { orgId: row.orgId, uniqueKey: row.publicId });
    return row.publicId;
  }

  private async made(keyHash: string | null): Promise<string | undefined> {
    if (keyHash === null) return undefined;
    return (await this.needs.db.site(mails).where({ keyHash }).first())?.publicId;
  }

  private async rowOf(mail: OutgoingMail): Promise<Omit<MailRow, 'id' | 'orgId' | 'keyHash'>> {
    const to = readAddress(mail.to, 'to');
    const content = await this.render(mail);
    const identity = this.identity();
    return {
      ...identity,
      template: mail.template,
      status: 'queued',
      sender: writtenAddress(sender(this.needs.from, mail.senderName)),
      recipient: writtenAddress(to),
      addressKey: addressKey(to.address),
      cc: copies(mail.cc ?? [], to),
      replyTo: mail.replyTo === undefined ? null : writtenAddress(readAddress(mail.replyTo, 'replyTo')),
      ...content.shown,
      sealed: content.secret && this.needs.sealing.seal(JSON.stringify(content.secret), identity.publicId),
      hadSecrets: content.secret !== null,
      files: mail.attachments?.length ?? 0,
      error: null,
      sentAt: null,
    };
  }

  private identity() {
    const createdAt = this.needs.clock.now();
    const publicId = newPublicId(createdAt);
    const host = this.needs.from.address.replace(/^.*@/, '');
    return { publicId, messageId: `<${publicId}@${host}>`, createdAt };
  }

  private async render(mail: OutgoingMail): Promise<Rendered> {
    const template = this.needs.templates.inUse(mail.template);
    const html = template && (await this.needs.templates.html(template.mjml));
    if (!template || html === undefined) {
      throw new ProblemError('unprocessable', `There is no mail template ${mail.template}`, {
        data: { template: mail.template },
      });
    }
    return rendered({ subject: mail.subject ?? template.subject, html }, mail.data, mail.secrets ?? []);
  }
}

/** Whatever somebody is called: the address is the site's, as mail servers want it. */
function sender({ name, address }: MailAddress, given: string | undefined): MailAddress {
  const plain = given
    ?.replace(/[\p{Cc}<>"]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_SENDER)
    .toWellFormed();
  return { name: plain || name, address };
}

/** One for each other address, however often it is named. */
function copies(cc: readonly string[], to: MailAddress): readonly string[] {
  if (cc.length > MOST_COPIES) {
    const message = `A mail has at most ${MOST_COPIES} copies`;
    throw new ProblemError('invalid', message, { details: [{ field: 'cc', rule: 'max_length', message }] });
  }
  const others = new Map<string, string>();
  for (const [index, each] of cc.entries()) {
    const copy = readAddress(each, `cc.${index}`);
    const key = addressKey(copy.address);
    if (key !== addressKey(to.address) && !others.has(key)) others.set(key, writtenAddress(copy));
  }
  return [...others.values()];
}
