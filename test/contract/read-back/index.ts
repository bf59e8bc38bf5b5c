import { apiKeyReadings } from './api-keys.js';
import { cronReadings } from './cron.js';
import { formReadings } from './forms.js';
import { invoiceReadings } from './invoices.js';
import { jobReadings } from './jobs.js';
import { mailReadings } from './mails.js';
import { messageReadings } from './messages.js';
import { notificationReadings } from './notifications.js';
import { paymentReadings } from './payments.js';
import { pluginReadings } from './plugins.js';
import type { Reading, Readings, Written } from './reading.js';
import { reportReadings } from './reports.js';
import { signInReadings } from './sign-in.js';
import { subscriptionReadings } from './subscriptions.js';
import { ticketReadings } from './tickets.js';
import { timeEntryReadings } from './time-entries.js';
import { tokenReadings } from './tokens.js';
import { topUpReadings } from './top-ups.js';
import { userReadings } from './users.js';
import { webhookReadings } from './webhooks.js';
import { workflowReadings } from './workflows.js';

const WP = '/wp-json/wp/v2';
const edit = { context: 'edit' };

/** Where the usual rule does not lead. */
const EXCEPTIONS: Readings = {
  ...apiKeyReadings,
  ...cronReadings,
  ...formReadings,
  ...invoiceReadings,
  ...jobReadings,
  ...mailReadings,
  ...messageReadings,
  ...notificationReadings,
  ...paymentReadings,
  ...pluginReadings,
  ...reportReadings,
  ...signInReadings,
  ...subscriptionReadings,
  ...ticketReadings,
  ...timeEntryReadings,
  ...tokenReadings,
  ...topUpReadings,
  ...userReadings,
  ...webhookReadings,
  ...workflowReadings,
};

/** A change shows at its own address, something new below it, and what was deleted nowhere. */
export function readingOf(template: string, written: Written): Reading {
  const exception = EXCEPTIONS[template];
  if (exception) return exception(written);
  const [method, path] = template.split(' ') as [string, string];
  const query = path.startsWith(`${WP}/users`) && !path.includes('application') ? edit : undefined;
  const { params } = written;
  const oneself = path.endsWith('/me') ? { headers: written.headers } : {};
  if (method === 'DELETE') return { template: `GET ${path}`, params, status: 404 };
  if (path.startsWith('/api/v1/') && method === 'POST')
    return { template: `GET ${path}/{publicId}`, params: { publicId: written.data.publicId as string } };
  if (method !== 'POST' || path.startsWith(WP)) return { template: `GET ${path}`, params, query, ...oneself };
  return { template: `GET ${path}/{id}`, params: { ...params, id: written.data.id as number } };
}
