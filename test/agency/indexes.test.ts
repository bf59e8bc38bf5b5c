import test from 'ava';
import { databases } from '../support/databases.js';
import { startSite } from '../support/site.js';

/** Conditions of lists with the column they are sorted by, as the documented filters make them. */
const LISTS: Readonly<Record<string, readonly (readonly [where: string, sort: string])[]>> = {
  agency_clients: [
    ['', 'created_at'],
    ["status = 'lead'", 'created_at'],
    ['', 'name_key'],
    ["status = 'lead'", 'name_key'],
  ],
  agency_projects: [
    ['', 'created_at'],
    ['client_id = 1', 'created_at'],
    ["status = 'active'", 'created_at'],
    ['', 'name_key'],
    ['', 'due_date'],
  ],
  agency_workflows: [
    ['', 'created_at'],
    ["applies_to = 'task'", 'created_at'],
  ],
  agency_tasks: [
    ['', 'created_at'],
    ['project_id = 1', 'created_at'],
    ['stage_id = 1', 'created_at'],
    ['assignee_id = 1', 'created_at'],
    ["priority = 'low'", 'created_at'],
    ["status = 'open'", 'created_at'],
    ['', 'due_date'],
  ],
  agency_time_entries: [
    ['', 'date'],
    ['', 'created_at'],
    ['project_id = 1', 'date'],
    ['client_id = 1 and invoice_id is null', 'date'],
    ['project_id = 1 and invoice_id is null', 'date'],
    ['task_id = 1', 'date'],
    ['user_id = 1', 'date'],
    ['billable = 1', 'date'],
    ["date >= '2026-01-01' and date <= '2026-01-31'", 'date'],
    ["project_id = 1 and date >= '2026-01-01'", 'date'],
    ['billable = 1 and invoice_id is null and running_user_id is null', 'date'],
  ],
  agency_tickets: [
    ['', 'created_at'],
    ['', 'updated_at'],
    ["status = 'open'", 'created_at'],
    ["priority = 'low'", 'created_at'],
    ['client_id = 1', 'created_at'],
    ['assignee_id = 1', 'created_at'],
  ],
  agency_replies: [
    ['ticket_id = 1', 'created_at'],
    ['ticket_id = 1 and internal = 0', 'created_at'],
  ],
  agency_services: [
    ['', 'created_at'],
    ['active = 1', 'created_at'],
  ],
  agency_orders: [
    ['', 'created_at'],
    ["status = 'draft'", 'created_at'],
    ['client_id = 1', 'created_at'],
    ['service_id = 1', 'created_at'],
    ['assignee_id = 1', 'created_at'],
  ],
  agency_messages: [
    ['order_id = 1', 'created_at'],
    ['order_id = 1 and internal = 0', 'created_at'],
  ],
};

const sqlite = databases.find((database) => database.engine === 'sqlite');

test('every documented filter and sort reads an index in order', async (t) => {
  if (!sqlite) return t.fail('SQLite is always there');
  const site = await startSite(sqlite);
  try {
    for (const [table, lists] of Object.entries(LISTS)) {
      for (const [where, sort] of lists) {
        const condition = where === '' ? '' : ` and ${where}`;
        const query = `select * from ${table} where org_id = 1${condition} order by ${sort} desc, id desc limit 10`;
        const plan = await site.host.db.raw<{ detail: string }>(`explain query plan ${query}`);
        const steps = plan.map((step) => step.detail).join('; ');
        t.regex(steps, /SEARCH .* USING INDEX/, query);
        t.notRegex(steps, /TEMP B-TREE/, `${query}: ${steps}`);
      }
    }
  } finally {
    await site.stop();
  }
});
