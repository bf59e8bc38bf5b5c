import type { MailTemplate } from '#host';
import { stageEnteredMail } from './stage-entered.js';

/** The mails of this plugin; the build compiles them. */
export const mailTemplates: readonly MailTemplate[] = [stageEnteredMail];
