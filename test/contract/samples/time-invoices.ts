import type { Json } from '../documents.js';
import type { Maker } from './maker.js';
import type { Sample, Samples } from './sample.js';

const BASE = '/wp-json/agency-os-ai/v1';
const BILL = `${BASE}/invoices/create-from-time-entries`;

/** Of a client of its own, whose hour has a price. */
async function timeToBill(make: Maker): Promise<Json> {
  const client_id = await make.client({ currency: 'GBP' });
  const project = await make.project({ client_id });
  const entry = await make.timeEntry({ project_id: project, task_id: null, date: '2026-02-03' });
  const key = await make.owner.key('org');
  const named = { name: 'Aurora hour', price: 9000, currency: 'GBP' };
  const service = await make.call('post', '/api/v1/services', named, key);
  return {
    client_id,
    project_ids: [project],
    time_entry_ids: [entry],
    from_date: '2026-02-01',
    to_date: '2026-02-28',
    group_by: 'entry',
    service_id: (service.body as { data: Json }).data.publicId,
    tax_rate: 7.5,
    due_date: '2999-01-31',
    notes: 'Aurora: the hours of February',
    dry_run: false,
  };
}

const rate = { hourly_rate: 7500, currency: 'EUR' };

const ofMember: Sample = async (make) => {
  const params = { user_id: make.userId };
  await make.call('put', `${BASE}/members/${make.userId}/rate`, rate);
  return { params };
};

export const timeInvoiceSamples: Samples = {
  [`POST ${BILL}`]: async (make) => ({ body: await timeToBill(make) }),
  [`GET ${BASE}/time-entries`]: async (make) => {
    const body = await timeToBill(make);
    await make.call('post', BILL, body);
    return { query: { client_id: String(body.client_id) } };
  },
  [`GET ${BASE}/members/{user_id}/rate`]: ofMember,
  [`PUT ${BASE}/members/{user_id}/rate`]: (make) => ({ params: { user_id: make.userId }, body: rate }),
};
