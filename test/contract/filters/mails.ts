import { MAILS, sentMail, suppressedMail } from '../samples/mail.js';
import type { Filters } from './filter.js';

export const mailFilters: Filters = {
  [`GET ${MAILS}`]: {
    status: async (make) => ({
      value: 'suppressed',
      keeps: (await suppressedMail(make)).id,
      drops: (await sentMail(make)).id,
    }),
    template: async (make) => {
      const kept = await sentMail(make, 'host.accounts.new-sign-in');
      return { value: kept.template, keeps: kept.id, drops: (await sentMail(make)).id };
    },
    address: async (make) => {
      const kept = await sentMail(make);
      return { value: kept.to, keeps: kept.id, drops: (await sentMail(make)).id };
    },
  },
};
