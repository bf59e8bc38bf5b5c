import { randomBytes } from 'node:crypto';
import type { Json } from '../documents.js';
import type { Maker } from './maker.js';
import type { Filling, Sample, Samples } from './sample.js';

const INVOICES = '/api/v1/invoices';
const AGENCY = '/wp-json/agency-os-ai/v1';

/** Everything that a document says of who wrote it. */
const seller = {
  address: {
    line1: 'Aurora Quay 1',
    line2: 'Floor 2',
    city: 'Bristol',
    state: 'Avon',
    postalCode: 'BS1 4DJ',
    country: 'GB',
  },
  taxId: 'GB999999973',
  contactEmail: 'aurora.billing@aurora.example',
  invoiceTerms: 'Aurora: payable within 14 days',
};

const line = (description: string): Json => ({
  description,
  quantity: 1.5,
  unitPrice: 9999,
  discount: 2.5,
  taxRate: 19,
});

async function invoiceBody(make: Maker): Promise<Json> {
  return {
    clientId: await make.orgClient(),
    currency: 'GBP',
    issueDate: '2026-02-01',
    dueDate: '2026-02-15',
    serviceFrom: '2026-01-01',
    serviceTo: '2026-01-31',
    notes: `Aurora: thank you ${randomBytes(4).toString('hex')}`,
    lines: [line('Aurora work'), line('Aurora travel')],
  };
}

async function call(make: Maker, method: string, path: string, body?: Json): Promise<Json> {
  const answer = await make.call(method, path, body, await make.owner.key('org'));
  return ((answer.body as Json | undefined)?.data ?? {}) as Json;
}

/** Its public id. */
export async function invoice(make: Maker, changes: Json = {}): Promise<string> {
  await call(make, 'put', '/api/v1/org-settings', seller);
  return (await call(make, 'post', INVOICES, { ...(await invoiceBody(make)), ...changes }))
    .publicId as string;
}

/** Its number, as the agency's API knows it. */
export async function agencyInvoice(make: Maker, changes: Json = {}): Promise<number> {
  const publicId = await invoice(make, changes);
  const path = `${AGENCY}/invoices?per_page=100`;
  const { data } = (await make.call('get', path)).body as { data: { id: number; public_id: string }[] };
  return data.find(({ public_id }) => public_id === publicId)?.id ?? 0;
}

const open = (make: Maker) => invoice(make, { status: 'open' });

/** Seen behind a link. */
async function linked(make: Maker): Promise<string> {
  const publicId = await open(make);
  await call(make, 'post', `${INVOICES}/${publicId}/link`);
  return publicId;
}

const paid = async (make: Maker): Promise<string> => {
  const publicId = await open(make);
  await call(make, 'post', `${INVOICES}/${publicId}/payments`, { amount: 100, reference: 'Aurora deposit' });
  return publicId;
};

const credited = async (make: Maker): Promise<string> => {
  const publicId = await open(make);
  await call(make, 'post', `${INVOICES}/${publicId}/credit-notes`, { reason: 'Aurora: not done' });
  return publicId;
};

const named = (of: (make: Maker) => Promise<string>) => async (make: Maker) => ({
  params: { publicId: await of(make) },
});

const message = {
  to: 'accounts@aurora.example',
  cc: ['copy@aurora.example'],
  subject: 'Aurora: our invoice',
  message: 'As agreed.\nThank you!',
};

/** Calls without parameters. */
const plain: Sample = () => ({});

export const billingSamples: Samples = {
  [`GET ${AGENCY}/invoices`]: async (make) => {
    await paid(make);
    await credited(make);
    await call(make, 'put', `${INVOICES}/${await open(make)}`, { status: 'void' });
    return {};
  },

  [`POST ${AGENCY}/invoices/{id}/send`]: async (make) => ({
    params: { id: await agencyInvoice(make) },
    body: message,
  }),

  [`GET ${INVOICES}`]: plain,
  [`GET ${INVOICES}/{publicId}/pdf`]: named(open),
  [`GET ${INVOICES}/{publicId}/credit-notes/{creditNoteId}/pdf`]: async (make) => {
    const publicId = await credited(make);
    const notes = await call(make, 'get', `${INVOICES}/${publicId}/credit-notes`);
    const [note] = notes as unknown as Json[];
    return { params: { publicId, creditNoteId: note?.publicId as string } };
  },
  [`POST ${INVOICES}/{publicId}/send`]: async (make) => ({
    params: { publicId: await invoice(make) },
    body: message,
  }),
  [`POST ${INVOICES}/{publicId}/link`]: named(open),
  [`DELETE ${INVOICES}/{publicId}/link`]: named(linked),
  [`POST ${INVOICES}`]: async (make) => ({ body: await invoiceBody(make) }),
  [`GET ${INVOICES}/{publicId}`]: named(paid),
  [`PUT ${INVOICES}/{publicId}`]: async (make) => ({
    params: { publicId: await invoice(make) },
    body: await invoiceBody(make),
  }),
  [`DELETE ${INVOICES}/{publicId}`]: named(invoice),
  [`GET ${INVOICES}/{publicId}/payments`]: named(paid),
  [`POST ${INVOICES}/{publicId}/payments`]: async (make) => ({
    params: { publicId: await open(make) },
    body: { amount: 250, method: 'bank_transfer', receivedOn: '2026-02-10', reference: 'Aurora 4711' },
  }),
  [`DELETE ${INVOICES}/{publicId}/payments/{paymentId}`]: async (make) => {
    const publicId = await paid(make);
    const [payment] = (await call(make, 'get', `${INVOICES}/${publicId}/payments`)) as unknown as Json[];
    return { params: { publicId, paymentId: payment?.publicId as string } };
  },
  [`GET ${INVOICES}/{publicId}/credit-notes`]: named(credited),
  [`POST ${INVOICES}/{publicId}/credit-notes`]: async (make) => ({
    params: { publicId: await open(make) },
    body: { reason: 'Aurora: half of it', lines: [{ ...line('Aurora work'), quantity: 0.75 }] },
  }),
};

/** Values of a status lead on from different ones. */
export async function invoiceBefore(make: Maker, { status }: Json): Promise<Filling | undefined> {
  if (status !== 'void' && status !== 'uncollectible') return undefined;
  return { params: { publicId: await open(make) }, body: {} };
}
