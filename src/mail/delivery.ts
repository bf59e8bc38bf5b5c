import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { JobRun, JobSpec } from '../jobs/job.js';
import { addressKey, type MailAddress, readAddress } from './addresses.js';
import { attachmentsOf } from './attachments.js';
import {
  type AttemptOutcome,
  attachments,
  attempts,
  type MailRow,
  type MailStatus,
  mails,
} from './mail-rows.js';
import { DELIVER } from './outbox.js';
import type { Sealing } from './sealing.js';
import type { Suppressions } from './suppressions.js';
import { textPart } from './text-part.js';
import {
  type Message,
  NotDelivered,
  type Receipt,
  type Refusal,
  type Transport,
} from './transports/transport.js';

interface Needs {
  readonly db: Database;
  readonly clock: Clock;
  readonly sealing: Sealing;
  readonly suppressions: Suppressions;
  readonly transport: Transport;
  /** Milliseconds between attempts; the last one repeats. */
  readonly pauses: readonly number[];
}

interface Payload {
  readonly mail: string;
}

/** How a try went. */
interface Tried {
  readonly startedAt: Date;
  readonly attempt: number;
  readonly code: number | null;
  readonly answer: string;
  readonly refused: readonly Refusal[];
}

const MINUTE = 60_000;
/** About two days in all: a mail server that is away for a weekend loses nothing. */
export const PAUSES: readonly number[] = [1, 2, 5, 10, 30, 60, 120, 240].map((minutes) => minutes * MINUTE);
const ATTEMPTS = 18;
/** Longer than the transport's own time-outs. */
const TIMEOUT_MS = 120_000;
const LONGEST_ANSWER = 500;

/** Hands mails over, at least once; how it went is written in the transaction that ends the job. */
export class Delivery {
  constructor(private readonly needs: Needs) {}

  get job(): JobSpec<Payload> {
    return {
      name: DELIVER,
      attempts: ATTEMPTS,
      backoff: this.needs.pauses,
      timeoutMs: TIMEOUT_MS,
      concurrency: 3,
      run: (payload, job) => this.run(payload.mail, job),
      onDead: ({ mail }, { reason }) => this.giveUp(mail, reason),
      onCancelled: ({ mail }, { reason }) => this.giveUp(mail, reason),
    };
  }

  private async run(publicId: string, job: JobRun): Promise<void> {
    const mail = await this.needs.db.site(mails).where({ publicId }).first();
    if (mail?.status !== 'queued') return;
    const receivers = [readAddress(mail.recipient, 'to'), ...mail.cc.map((each) => readAddress(each, 'cc'))];
    const shut = await this.needs.suppressions.among(receivers.map(({ address }) => addressKey(address)));
    if (shut.has(mail.addressKey)) return this.suppress(mail, job);
    const open = receivers.filter(({ address }) => !shut.has(addressKey(address)));
    await this.attempt(mail, await this.messageOf(mail, open, job), job);
  }

  private async attempt(mail: MailRow, message: Message, job: JobRun): Promise<void> {
    const tried = { startedAt: this.needs.clock.now(), attempt: job.attempt };
    let receipt: Receipt;
    try {
      receipt = await this.needs.transport.deliver(message, job.signal);
    } catch (error) {
      return this.failed(mail, { ...tried, ...faultOf(error) }, error, job);
    }
    const isRefused = receipt.refused.some(({ address }) => addressKey(address) === mail.addressKey);
    await job.complete(async () => {
      await this.note(mail, { ...tried, ...receipt }, isRefused ? 'refused' : 'accepted');
      await this.end(mail, isRefused ? 'failed' : 'sent', isRefused ? receipt.answer : null);
    });
  }

  private async failed(mail: MailRow, tried: Tried, error: unknown, job: JobRun): Promise<void> {
    if (error instanceof NotDelivered && error.permanent) {
      await job.complete(async () => {
        await this.note(mail, tried, 'refused');
        await this.end(mail, 'failed', tried.answer);
      });
      return;
    }
    await this.needs.db.transaction(() => this.note(mail, tried, 'deferred'));
    throw error;
  }

  private suppress(mail: MailRow, job: JobRun): Promise<void> {
    return job.complete(async () => this.end(mail, 'suppressed', 'The address is on the suppression list'));
  }

  private async giveUp(publicId: string, reason: string): Promise<void> {
    const mail = await this.needs.db.site(mails).where({ publicId, status: 'queued' }).forUpdate().first();
    if (mail) await this.end(mail, 'failed', reason);
  }

  /** Secrets and files are not kept any longer than they are needed. */
  private async end({ id }: MailRow, status: MailStatus, error: string | null): Promise<void> {
    const { clock, db } = this.needs;
    const sentAt = status === 'sent' ? clock.now() : null;
    const ended = { status, sentAt, sealed: null, error: error?.slice(0, LONGEST_ANSWER) ?? null };
    await db.site(mails).where({ id }).update(ended);
    await db.site(attachments).where({ mailId: id }).delete();
  }

  private async note(mail: MailRow, tried: Tried, outcome: AttemptOutcome): Promise<void> {
    const { clock, db, suppressions } = this.needs;
    const { attempt, startedAt, code: smtpCode } = tried;
    const answer = tried.answer.slice(0, LONGEST_ANSWER);
    const row = { mailId: mail.id, attempt, outcome, smtpCode, answer, startedAt, endedAt: clock.now() };
    await db.site(attempts).insert(row);
    for (const { address, answer: said, ofAddress } of tried.refused) {
      if (ofAddress) await suppressions.refused(address, said, mail.publicId);
    }
  }

  private async messageOf(mail: MailRow, [to, ...cc]: readonly MailAddress[], job: JobRun): Promise<Message> {
    const { subject, html } = this.contentOf(mail, job);
    return {
      publicId: mail.publicId,
      messageId: mail.messageId,
      date: mail.createdAt,
      from: readAddress(mail.sender, 'from'),
      to: to as MailAddress,
      cc,
      replyTo: mail.replyTo === null ? null : readAddress(mail.replyTo, 'replyTo'),
      subject,
      html,
      text: textPart(html),
      attachments: await attachmentsOf(this.needs.db, mail.id),
    };
  }

  private contentOf(mail: MailRow, job: JobRun): { readonly subject: string; readonly html: string } {
    if (mail.sealed === null) return mail;
    const opened = this.needs.sealing.open(mail.sealed, mail.publicId);
    if (opened === undefined)
      job.giveUp('Its content was encrypted with a SECRET_KEY that is not given any more');
    return JSON.parse(opened) as { readonly subject: string; readonly html: string };
  }
}

function faultOf(error: unknown): Pick<Tried, 'code' | 'answer' | 'refused'> {
  if (error instanceof NotDelivered)
    return { code: error.code, answer: error.message, refused: error.refused };
  return { code: null, answer: error instanceof Error ? error.message : String(error), refused: [] };
}
