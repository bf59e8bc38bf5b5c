import type { MailTemplate } from '#host';
import { invoiceMail, reminderMail } from './invoice-mail.js';
import { subscriptionMails } from './subscription-mails.js';

/** The mails of this plugin; the build compiles them. */
export const mailTemplates: readonly MailTemplate[] = [invoiceMail, reminderMail, ...subscriptionMails];
