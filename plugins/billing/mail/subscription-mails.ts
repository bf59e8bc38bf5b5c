import type { MailTemplate } from '#host';
import { frame } from './frame.js';

export const TRIAL_ENDING_MAIL = 'billing.trial-ending';
export const PAYMENT_FAILED_MAIL = 'billing.payment-failed';
export const SUBSCRIPTION_CANCELLED_MAIL = 'billing.subscription-cancelled';

const sample = { seller: 'Aurora Studio', name: 'Grace Hopper', plan: 'Pro', day: '2026-12-23' };

/** Three days before a trial ends. */
const trialEnding: MailTemplate = {
  name: TRIAL_ENDING_MAIL,
  title: 'A trial ends soon',
  subject: 'Your trial of {{ plan }} ends on {{ day }}',
  mjml: frame(`<mj-text>Dear {{ name }},</mj-text>
<mj-text>your trial of {{ plan }} ends on {{ day }}. From that day on it is billed. If you do not want to go on, tell us before.</mj-text>
<mj-text>Kind regards<br />{{ seller }}</mj-text>`),
  sample,
};

const paymentFailed: MailTemplate = {
  name: PAYMENT_FAILED_MAIL,
  title: 'A payment of a subscription is missing',
  subject: 'We could not collect the payment for {{ plan }}',
  mjml: frame(`<mj-text>Dear {{ name }},</mj-text>
<mj-text>the payment for {{ plan }} did not reach us. We try again on {{ day }}; please see that your means of payment is valid, or pay the invoice otherwise. Without a payment the subscription ends.</mj-text>
<mj-text>Kind regards<br />{{ seller }}</mj-text>`),
  sample,
};

const cancelled: MailTemplate = {
  name: SUBSCRIPTION_CANCELLED_MAIL,
  title: 'A subscription has ended',
  subject: 'Your subscription to {{ plan }} has ended',
  mjml: frame(`<mj-text>Dear {{ name }},</mj-text>
<mj-text>your subscription to {{ plan }} ended on {{ day }}. Nothing more is billed for it.</mj-text>
<mj-text>Kind regards<br />{{ seller }}</mj-text>`),
  sample,
};

export const subscriptionMails: readonly MailTemplate[] = [trialEnding, paymentFailed, cancelled];
