import { siteTable } from '../database/database.js';

/** `queued`: will leave. `suppressed`: never left, since its address takes none. `failed`: given up. */
export type MailStatus = 'queued' | 'sent' | 'failed' | 'suppressed';

/** One mail, rendered when it was written. */
export interface MailRow {
  readonly id: number;
  readonly publicId: string;
  /** Null: of the site as a whole. */
  readonly orgId: number | null;
  readonly template: string;
  readonly keyHash: string | null;
  readonly status: MailStatus;
  readonly messageId: string;
  readonly sender: string;
  readonly recipient: string;
  readonly addressKey: string;
  readonly cc: readonly string[];
  readonly replyTo: string | null;
  /** Secrets masked. */
  readonly subject: string;
  /** Secrets masked. */
  readonly html: string;
  /** Subject and HTML as they leave, encrypted; only of mails with secrets, and only until they have left. */
  readonly sealed: string | null;
  /** What is shown is not what left. */
  readonly hadSecrets: boolean;
  /** It carried files, which are not kept after it has left. */
  readonly files: number;
  readonly error: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
}

export type AttemptOutcome = 'accepted' | 'deferred' | 'refused';

/** One try to hand a mail over. */
export interface AttemptRow {
  readonly id: number;
  readonly mailId: number;
  /** From 1. */
  readonly attempt: number;
  readonly outcome: AttemptOutcome;
  /** Null: the server said nothing, or there is none. */
  readonly smtpCode: number | null;
  /** What the server said, or what went wrong. */
  readonly answer: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
}

export interface AttachmentRow {
  readonly id: number;
  readonly mailId: number;
  readonly filename: string;
  readonly contentType: string;
  /** Base64. */
  readonly content: string;
}

export const mails = siteTable<MailRow>('kp_mails', {
  json: ['cc'],
  booleans: ['hadSecrets'],
  instants: ['createdAt', 'sentAt'],
});
export const attempts = siteTable<AttemptRow>('kp_mail_attempts', { instants: ['startedAt', 'endedAt'] });
export const attachments = siteTable<AttachmentRow>('kp_mail_attachments');
