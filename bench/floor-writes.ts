import { hash, randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { type ClientRow, clientView } from './floor-view.js';

const KEYS = 'kp_idempotency_keys';

type NewClient = Omit<ClientRow, 'id'>;

/**
 * A new client with all that the site keeps of it, in the site's own tables and in one transaction: customer,
 * client, search terms, audit line, and the versions by which other nodes learn that the lists have changed.
 */
export async function insertEverything(trx: Knex.Transaction, row: NewClient): Promise<number> {
  const [id] = await trx('billing_customers').insert(customerOf(row));
  await trx('agency_clients').insert({ id, ...clientOf(row) });
  await trx('agency_clients_terms').insert(
    wordsOf(row.name, row.company, row.email).map((term) => ({ org_id: row.org_id, term, id })),
  );
  await trx('kp_audit_log').insert(auditLineOf(row, Number(id)));
  await trx('kp_row_versions')
    .where({ org_id: row.org_id })
    .whereIn('table_name', ['billing_customers', 'agency_clients'])
    .increment('version', 1);
  return Number(id);
}

/** Takes an Idempotency-Key by a row of its own, before anything is done. */
export async function claimKey(db: Knex, key: string, body: unknown): Promise<string> {
  const id = hash('sha256', key);
  const now = Date.now();
  await db(KEYS).insert({
    id,
    fingerprint: hash('sha256', JSON.stringify(body)),
    owner: 'floor',
    lease_until: now + 30_000,
    expires_at: now + 86_400_000,
  });
  return id;
}

/** What would be answered again, beside the effect. */
export async function keepAnswer(trx: Knex.Transaction, claim: string, answer: unknown): Promise<void> {
  await trx(KEYS)
    .where({ id: claim })
    .update({ outcome: JSON.stringify(answer), lease_until: 0 });
}

/** What a webhook needs to be sent later: the delivery and its job. In a state that the site's worker passes over. */
export async function outbox(trx: Knex.Transaction, orgId: number, data: unknown): Promise<void> {
  const publicId = randomUUID();
  const now = new Date();
  await trx('kp_webhook_deliveries').insert({
    public_id: publicId,
    org_id: orgId,
    endpoint_id: 0,
    event: 'agency.client.created',
    payload: JSON.stringify({
      id: publicId,
      type: 'agency.client.created',
      timestamp: now.toISOString(),
      data,
    }),
    status: 'floor',
    attempts: 0,
    created_at: now,
    queued_at: now,
  });
  await trx('kp_jobs').insert({
    public_id: publicId,
    name: 'host.webhooks.deliver',
    org_id: orgId,
    payload: JSON.stringify({ delivery: publicId }),
    status: 'floor',
    precedence: 0,
    run_at: now,
    unique_key: publicId,
    live_key: publicId,
    created_at: now,
  });
}

/** Tokens of a wallet: its row, and the transaction with both its entries. Answers what is left. */
export async function consume(
  trx: Knex.Transaction,
  { company_id: orgId, amount: wanted, action, reference_id }: Record<string, unknown>,
): Promise<number | undefined> {
  const amount = Number(wanted);
  const wallet = { org_id: orgId, unit: 'token' };
  const matched = await trx('billing_ledger_accounts')
    .where(wallet)
    .where('available', '>=', amount)
    .decrement({ balance: amount, available: amount, headroom: amount });
  if (matched === 0) return undefined;
  const { balance } = await trx('billing_ledger_accounts').where(wallet).first('balance');
  const publicId = randomUUID();
  const [id] = await trx('billing_ledger_transactions').insert({
    public_id: publicId,
    ...wallet,
    op_key: publicId,
    type: 'consume',
    amount: -amount,
    balance_after: balance,
    action,
    description: action,
    reference_id,
    created_at: new Date(),
  });
  await trx('billing_ledger_entries').insert([
    { transaction_id: id, org_id: orgId, account: 'wallet', amount: -amount },
    { transaction_id: id, org_id: orgId, account: 'consumed', amount },
  ]);
  return Number(balance);
}

function customerOf(row: NewClient): Record<string, unknown> {
  return {
    public_id: row.public_id,
    org_id: row.org_id,
    name: row.name,
    name_key: row.name.toLowerCase().slice(0, 64),
    company: row.company,
    email: row.email,
    email_key: row.email?.toLowerCase() ?? null,
    address: row.address,
    tax_id: row.tax_id,
    currency: row.currency,
    language: row.language,
    payment_terms_days: row.payment_terms_days,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

function clientOf(row: NewClient): Record<string, unknown> {
  return {
    org_id: row.org_id,
    name_key: row.name.toLowerCase().slice(0, 64),
    phone: row.phone,
    website: row.website,
    status: row.status,
    rounding_minutes: row.rounding_minutes,
    rounding_mode: row.rounding_mode,
    hourly_rate: row.hourly_rate,
    notes: row.notes,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

function auditLineOf(row: NewClient, id: number): Record<string, unknown> {
  return {
    public_id: randomUUID(),
    org_id: row.org_id,
    actor_type: 'user',
    actor_id: 1,
    actor_name: 'floor',
    credential_kind: 'application-password',
    credential_id: randomUUID(),
    action: 'client.created',
    entity_type: 'client',
    entity_id: String(id),
    changes: JSON.stringify(clientView({ ...row, id })),
    ip: '127.0.0.1',
    request_id: `req_${randomUUID().replaceAll('-', '')}`,
    created_at: row.created_at,
  };
}

function wordsOf(...texts: readonly (string | null)[]): string[] {
  const words = texts.flatMap((text) => (text ?? '').toLowerCase().split(/[\s\p{P}]+/u));
  return [...new Set(words.filter((word) => word !== '').map((word) => word.slice(0, 24)))];
}
