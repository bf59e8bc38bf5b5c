import type { SettingSpec } from '#host';
import { paymentSettings } from './payments/settings.js';

/** Of the site: they are the operator's. */
export const settings: readonly SettingSpec[] = [
  {
    name: 'signup_bonus',
    title: 'Tokens for new organisations',
    description: 'Given once to each organisation that is made from now on',
    type: 'integer',
    default: 0,
    minimum: 0,
    maximum: 1_000_000_000,
  },
  {
    name: 'reminder_days',
    title: 'Reminders of invoices',
    description: 'Days from the due date, before it with a minus, separated by commas; empty: none are sent.',
    type: 'string',
    default: '-3,1,7,14',
    pattern: '^( *-?[0-9]{1,3} *(, *-?[0-9]{1,3} *)*)?$',
  },
  {
    name: 'mails_per_hour',
    title: 'Invoices mailed by hand',
    description:
      'At most so many in an hour by each organisation: they may be written to anybody. Those that the site sends by itself are not counted.',
    type: 'integer',
    default: 1000,
    minimum: 1,
    maximum: 1_000_000,
  },
  ...paymentSettings,
];
