import type { Json } from '../documents.js';
import { agencyInvoice, invoice } from '../samples/billing.js';
import type { Maker } from '../samples/maker.js';
import { byField, type Filter, type Filters } from './filter.js';

const AGENCY = '/wp-json/agency-os-ai/v1';

/** Invoices filtered on either API: what makes one, and the names of its parameters there. */
function ofInvoices(
  create: (make: Maker, changes: Json) => Promise<number | string>,
  names: { readonly client: string; readonly from: string; readonly to: string },
  client: (make: Maker) => Promise<{ readonly name: number | string; readonly publicId: string }>,
): Readonly<Record<string, Filter>> {
  const open = (make: Maker, changes: Json) => create(make, { status: 'open', ...changes });
  const until = async (make: Maker, changes: Json) => open(make, { dueDate: '2999-01-01', ...changes });
  return {
    [names.client]: async (make) => {
      const [one, other] = [await client(make), await client(make)];
      return {
        value: String(one.name),
        keeps: await create(make, { clientId: one.publicId }),
        drops: await create(make, { clientId: other.publicId }),
      };
    },
    status: byField(create, 'status', ['open', 'draft']),
    currency: byField(create, 'currency', ['CHF', 'JPY']),
    overdue: async (make) => ({ value: 'true', keeps: await open(make, {}), drops: await until(make, {}) }),
    [names.from]: byField(until, 'issueDate', ['2026-03-02', '2026-03-01']),
    [names.to]: byField(until, 'issueDate', ['2026-01-01', '2026-01-02']),
  };
}

async function agencyClient(make: Maker) {
  const name = await make.client();
  const { body } = await make.call('get', `${AGENCY}/clients/${name}`);
  return { name, publicId: (body as { data: { public_id: string } }).data.public_id };
}

async function namedClient(make: Maker) {
  const publicId = await make.orgClient();
  return { name: publicId, publicId };
}

export const invoiceFilters: Filters = {
  'GET /api/v1/invoices': ofInvoices(invoice, { client: 'clientId', from: 'from', to: 'to' }, namedClient),
  [`GET ${AGENCY}/invoices`]: ofInvoices(
    agencyInvoice,
    { client: 'client_id', from: 'from_date', to: 'to_date' },
    agencyClient,
  ),
};
