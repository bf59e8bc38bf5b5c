import type { MailTemplate } from '#host';
import { invoiceMail, reminderMail } from './invoice-mail.js';

/** The mails of this plugin; the build compiles them. */
export const mailTemplates: readonly MailTemplate[] = [invoiceMail, reminderMail];
