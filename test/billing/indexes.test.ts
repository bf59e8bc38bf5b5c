import test from 'ava';
import { assertServed } from '../database/served-lists.js';

test('every documented filter and sort of billing reads an index in order', (t) =>
  assertServed(t, {
    billing_invoices: [
      ['', 'created_at'],
      ['', 'issue_date'],
      ['', 'due_date'],
      ["status = 'open'", 'created_at'],
      ["status = 'open' and issue_date >= '2026-01-01'", 'issue_date'],
      ['customer_id = 1', 'created_at'],
      ['customer_id = 1', 'issue_date'],
      ["currency = 'EUR'", 'created_at'],
      ["issue_date >= '2026-01-01' and issue_date <= '2026-01-31'", 'issue_date'],
      ["overdue_after < '2026-01-01'", 'overdue_after'],
      ["customer_id = 1 and status = 'open'", 'created_at'],
      ["+overdue_after >= '2026-01-01'", 'created_at'],
      ["customer_id = 1 and overdue_after < '2026-01-01'", 'overdue_after'],
      ["status = 'open' and overdue_after < '2026-01-01' and issue_date >= '2026-01-01'", 'issue_date'],
    ],
    billing_ledger_transactions: [
      ["unit = 'token'", 'created_at'],
      ["unit = 'token' and type = 'consume'", 'created_at'],
      ["unit = 'credit' and created_at >= '2026-01-01' and created_at < '2026-02-01'", 'created_at'],
    ],
    billing_plans: [
      ['', 'created_at'],
      ['active = 1', 'created_at'],
      ['', 'price'],
      ['public = 1 and active = 1', 'price'],
    ],
    billing_subscriptions: [
      ['', 'created_at'],
      ['customer_id = 1', 'created_at'],
      ["status = 'active'", 'created_at'],
    ],
    billing_charges: [['invoice_id = 1', 'id']],
    billing_invoice_mails: [['invoice_id = 1', 'created_at']],
  }));

test('every documented filter of what the host lists reads an index in order', (t) =>
  assertServed(t, {
    kp_audit_log: [
      ['', 'created_at'],
      ["action = 'invoice.created'", 'created_at'],
      ['actor_id = 1', 'created_at'],
      ["credential_id = 'x'", 'created_at'],
      ["entity_type = 'invoice'", 'created_at'],
      ["entity_type = 'invoice' and entity_id = '1'", 'created_at'],
      ["entity_id = '1'", 'created_at'],
      ["created_at >= '2026-01-01' and created_at < '2026-02-01'", 'created_at'],
      ["action = 'invoice.created' and created_at >= '2026-01-01'", 'created_at'],
    ],
    kp_api_keys: [['deleted_at is null', 'created_at']],
    kp_api_key_usage: [["api_key = 'x'", 'day']],
    kp_webhook_endpoints: [['', 'created_at']],
    kp_webhook_deliveries: [
      ['endpoint_id = 1', 'created_at'],
      ["endpoint_id = 1 and status = 'failed'", 'created_at'],
      ["endpoint_id = 1 and event = 'agency.client.created'", 'created_at'],
    ],
  }));
