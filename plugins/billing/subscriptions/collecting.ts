import { type JobSpec, ProblemError } from '#host';
import type { Charges, Invoices } from '../contract.js';
import { COLLECT } from './billing-periods.js';

interface ToCollect {
  readonly invoiceId: number;
  readonly key: string;
}

/** Charges an invoice of a subscription where the customer has left a means of payment; others pay by hand. */
export function collectJob(charges: Charges, invoices: Invoices): JobSpec<ToCollect> {
  return {
    name: COLLECT,
    async run({ invoiceId, key }, job) {
      if (!(await charges.isConfigured())) return;
      const { status, amountDue, customerId } = await invoices.get(job.actor, invoiceId);
      if (status !== 'open' || amountDue === 0) return;
      if ((await charges.paymentMethods(job.actor, customerId)).length === 0) return;
      try {
        await job.complete(() => charges.charge(job.actor, { invoiceId, key }));
      } catch (error) {
        // Paid in between, or being charged: its outcome is told of.
        if (!(error instanceof ProblemError) || error.code !== 'conflict') throw error;
      }
    },
  };
}
