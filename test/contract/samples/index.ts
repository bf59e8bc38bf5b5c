import { agencySamples } from './agency.js';
import { apiKeySamples } from './api-keys.js';
import { billingSamples } from './billing.js';
import { formSamples } from './forms.js';
import { otherSamples, wordpressSamples } from './host.js';
import { hostingBillingSamples } from './hosting-billing.js';
import { mailSamples } from './mail.js';
import { notificationSamples } from './notifications.js';
import { orgSamples } from './org.js';
import { paymentSamples } from './payments.js';
import { reportSamples } from './reports.js';
import type { Samples } from './sample.js';
import { subscriptionSamples } from './subscriptions.js';
import { tierSamples } from './tiers.js';
import { timeInvoiceSamples } from './time-invoices.js';
import { tokenSamples } from './tokens.js';
import { topUpSamples } from './top-ups.js';
import { webhookSamples } from './webhooks.js';

/** A valid call of every operation of the site; the tests fail for one that is not here. */
export const samples: Samples = {
  ...agencySamples,
  ...formSamples,
  ...reportSamples,
  ...orgSamples,
  ...wordpressSamples,
  ...otherSamples,
  ...notificationSamples,
  ...webhookSamples,
  ...apiKeySamples,
  ...mailSamples,
  ...subscriptionSamples,
  ...tierSamples,
  ...paymentSamples,
  ...billingSamples,
  ...timeInvoiceSamples,
  ...tokenSamples,
  ...topUpSamples,
  ...hostingBillingSamples,
};
