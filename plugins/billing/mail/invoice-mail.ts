import type { MailTemplate } from '#host';
import { frame } from './frame.js';

const sample = {
  language: 'en',
  seller: 'Aurora Studio',
  subject: 'Invoice INV-00042 from Aurora Studio',
  greeting: 'Dear Grace Hopper,',
  message: ['please find attached our invoice INV-00042 of 1,190.00 €, due on 23 Dec 2026.'],
  button: 'See the invoice and pay',
  link: 'https://aurora.example/billing/invoice/sample',
  closing: 'Kind regards',
};

const mjml = frame(`<mj-text>{{ greeting }}</mj-text>
<mj-text>{% for line in message %}{{ line }}<br />{% endfor %}</mj-text>
<mj-button href="{{ link }}">{{ button }}</mj-button>
<mj-text>{{ closing }}<br />{{ seller }}</mj-text>`);

export const INVOICE_MAIL = 'billing.invoice';
export const REMINDER_MAIL = 'billing.reminder';

/** To the customer, with the document; the words are in the customer's language already. */
export const invoiceMail: MailTemplate = {
  name: INVOICE_MAIL,
  title: 'An invoice',
  subject: '{{ subject }}',
  mjml,
  sample,
};

/** Before and after the due date. */
export const reminderMail: MailTemplate = {
  name: REMINDER_MAIL,
  title: 'A reminder of an invoice',
  subject: '{{ subject }}',
  mjml,
  sample: {
    ...sample,
    subject: 'Reminder: invoice INV-00042',
    message: ['our invoice INV-00042 was due on 23 Dec 2026; 1,190.00 € are still open.'],
  },
};
