import { accountMailTemplates } from './account-mails/templates.js';
import type { MailTemplate } from './mail/mail.js';
import { noticeTemplate } from './notifications/notice-mail.js';

/** The host's own mails: compiled by the build, so that a site starts without MJML. */
export const hostMails: readonly MailTemplate[] = [...accountMailTemplates, noticeTemplate];
