import type { LoggedMail } from '../../mail/mail-log.js';
import type { AttemptRow, MailRow, MailStatus } from '../../mail/mail-rows.js';
import type { Override } from '../../mail/overrides.js';
import type { Suppression } from '../../mail/suppressions.js';
import type { UsedTemplate } from '../../mail/templates.js';

export interface MailView {
  id: string;
  template: string;
  status: MailStatus;
  message_id: string;
  to: string;
  cc: string[];
  /** What must not be read is masked. */
  subject: string;
  /** Why it was not sent; null for the others. */
  error: string | null;
  created: string;
  sent: string | null;
}

export interface MailAttemptView {
  /** @isInt */
  attempt: number;
  outcome: 'accepted' | 'deferred' | 'refused';
  /**
   * Null: the mail server said nothing.
   * @isInt
   */
  smtp_code: number | null;
  answer: string;
  started: string;
  ended: string;
}

/** A mail with its text and what mail servers said of it. */
export interface WholeMailView extends MailView {
  html: string;
  text: string;
  attempts: MailAttemptView[];
}

export interface MailTemplateView {
  name: string;
  title: string;
  /** The plugin that brings it. */
  owner: string;
  subject: string;
  mjml: string;
  /**
   * The administrator's version in use; null: the plugin's own.
   * @isInt
   */
  version: number | null;
}

export interface MailTemplateVersionView {
  /** @isInt */
  version: number;
  subject: string;
  mjml: string;
  in_use: boolean;
  author: string;
  created: string;
}

export interface SuppressionView {
  /** @isInt */
  id: number;
  address: string;
  reason: string;
  /** The mail that was refused; null: somebody put it on the list. */
  mail: string | null;
  created: string;
}

export function mailView(row: MailRow): MailView {
  return {
    id: row.publicId,
    template: row.template,
    status: row.status,
    message_id: row.messageId,
    to: row.recipient,
    cc: [...row.cc],
    subject: row.subject,
    error: row.error,
    created: row.createdAt.toISOString(),
    sent: row.sentAt?.toISOString() ?? null,
  };
}

export function wholeMailView({ attempts, mail, text }: LoggedMail): WholeMailView {
  return { ...mailView(mail), html: mail.html, text, attempts: attempts.map(attemptView) };
}

export function templateView({ mjml, name, owner, subject, title, version }: UsedTemplate): MailTemplateView {
  return { name, title, owner, subject, mjml, version };
}

export function versionView({
  author,
  createdAt,
  inUse,
  mjml,
  subject,
  version,
}: Override): MailTemplateVersionView {
  return { version, subject, mjml, in_use: inUse, author, created: createdAt.toISOString() };
}

export function suppressionView({ address, createdAt, id, mailId, reason }: Suppression): SuppressionView {
  return { id, address, reason, mail: mailId, created: createdAt.toISOString() };
}

function attemptView({
  answer,
  attempt,
  endedAt,
  outcome,
  smtpCode,
  startedAt,
}: AttemptRow): MailAttemptView {
  return {
    attempt,
    outcome,
    smtp_code: smtpCode,
    answer,
    started: startedAt.toISOString(),
    ended: endedAt.toISOString(),
  };
}
