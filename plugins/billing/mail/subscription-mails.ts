import type { MailTemplate } from '#host';
import { frame } from './frame.js';

export const TRIAL_ENDING_MAIL = 'billing.trial-ending';
export const PAYMENT_FAILED_MAIL = 'billing.payment-failed';
export const SUBSCRIPTION_CANCELLED_MAIL = 'billing.subscription-cancelled';

const mjml = frame(`<mj-text>{{ greeting }}</mj-text>
<mj-text>{{ message }}</mj-text>
<mj-text>{{ closing }}<br />{{ seller }}</mj-text>`);

/** The words are in the customer's language already; name, plan and day are for other words. */
function subscriptionMail(name: string, title: string, subject: string, message: string): MailTemplate {
  const said = { language: 'en', subject, greeting: 'Dear Grace Hopper,', message, closing: 'Kind regards' };
  const facts = { seller: 'Aurora Studio', name: 'Grace Hopper', plan: 'Pro', day: 'Dec 23, 2026' };
  return { name, title, subject: '{{ subject }}', mjml, sample: { ...said, ...facts } };
}

export const subscriptionMails: readonly MailTemplate[] = [
  subscriptionMail(
    TRIAL_ENDING_MAIL,
    'A trial ends soon',
    'Your trial of Pro ends on Dec 23, 2026',
    'your trial of Pro ends on Dec 23, 2026. From that day on it is billed.',
  ),
  subscriptionMail(
    PAYMENT_FAILED_MAIL,
    'A payment of a subscription is missing',
    'We could not collect the payment for Pro',
    'the payment for Pro did not reach us. We try again on Dec 23, 2026.',
  ),
  subscriptionMail(
    SUBSCRIPTION_CANCELLED_MAIL,
    'A subscription has ended',
    'Your subscription to Pro has ended',
    'your subscription to Pro ended on Dec 23, 2026. Nothing more is billed for it.',
  ),
];
