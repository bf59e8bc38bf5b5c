import { auditFilters } from './audit.js';
import { clientFilters } from './clients.js';
import type { Filters } from './filter.js';
import { invoiceFilters } from './invoices.js';
import { jobFilters } from './jobs.js';
import { mailFilters } from './mails.js';
import { messageFilters } from './messages.js';
import { notificationFilters } from './notifications.js';
import { orderFilters } from './orders.js';
import { pluginFilters } from './plugins.js';
import { projectFilters } from './projects.js';
import { serviceFilters } from './services.js';
import { subscriptionFilters } from './subscriptions.js';
import { taskFilters } from './tasks.js';
import { ticketFilters } from './tickets.js';
import { timeEntryFilters } from './time-entries.js';
import { tokenFilters } from './tokens.js';
import { userFilters } from './users.js';
import { webhookFilters } from './webhooks.js';
import { workflowFilters } from './workflows.js';

/** What every filter of every list keeps and leaves out; the tests fail for one that is not here. */
export const filters: Filters = {
  ...auditFilters,
  ...clientFilters,
  ...invoiceFilters,
  ...mailFilters,
  ...messageFilters,
  ...notificationFilters,
  ...orderFilters,
  ...projectFilters,
  ...serviceFilters,
  ...subscriptionFilters,
  ...taskFilters,
  ...ticketFilters,
  ...timeEntryFilters,
  ...tokenFilters,
  ...webhookFilters,
  ...userFilters,
  ...jobFilters,
  ...pluginFilters,
  ...workflowFilters,
};

/** Parameters that choose a part or an order of what is there. */
export const WINDOW: ReadonlySet<string> = new Set([
  'total',
  'page',
  'per_page',
  'limit',
  'offset',
  'cursor',
  'order',
  'orderby',
  'context',
  // Whose, and which months: their rows have no names of their own.
  'company_id',
  'year',
  'month',
]);
