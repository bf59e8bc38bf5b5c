import test from 'ava';
import { assertServed, type Lists } from '../database/served-lists.js';

const LISTS: Lists = {
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
    ["status = 'open'", 'updated_at'],
    ["client_id = 1 and status = 'open'", 'created_at'],
    ["assignee_id = 1 and status = 'open'", 'created_at'],
    ["priority = 'urgent' and status = 'open'", 'created_at'],
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
    ["client_id = 1 and status = 'draft'", 'created_at'],
    ["service_id = 1 and status = 'draft'", 'created_at'],
    ["assignee_id = 1 and status = 'draft'", 'created_at'],
  ],
  agency_messages: [
    ['order_id = 1', 'created_at'],
    ['order_id = 1 and internal = 0', 'created_at'],
  ],
  agency_forms: [['', 'created_at']],
  agency_form_submissions: [['form_id = 1', 'created_at']],
  agency_reports: [['', 'created_at']],
};

test('every documented filter and sort reads an index in order', (t) => assertServed(t, LISTS));
