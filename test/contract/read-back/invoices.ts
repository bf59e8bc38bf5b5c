import type { Reading, Readings, Written } from './reading.js';

const AGENCY = '/wp-json/agency-os-ai/v1';
const INVOICES = '/api/v1/invoices';

export const invoiceReadings: Readings = {
  [`POST ${AGENCY}/invoices/create-from-time-entries`]: ({ data }) => ({
    template: `GET ${AGENCY}/invoices`,
    query: { per_page: '100', client_id: String(data.client_id) },
    id: data.id as number,
  }),
  [`POST ${INVOICES}/{publicId}/payments`]: ofInvoice('payments'),
  [`DELETE ${INVOICES}/{publicId}/payments/{paymentId}`]: ofInvoice('payments'),
  [`POST ${INVOICES}/{publicId}/credit-notes`]: ofInvoice('credit-notes'),
  [`POST ${INVOICES}/{publicId}/send`]: ({ params }) => ({ template: `GET ${INVOICES}/{publicId}`, params }),
  [`DELETE ${INVOICES}/{publicId}/link`]: ({ params }) => ({
    template: `GET ${INVOICES}/{publicId}`,
    params,
  }),
  [`POST ${INVOICES}/{publicId}/link`]: ({ params }) => ({ template: `GET ${INVOICES}/{publicId}`, params }),
  [`POST ${AGENCY}/invoices/{id}/send`]: ({ data }) => ({
    template: `GET ${AGENCY}/invoices`,
    id: data.id as number,
  }),
};

function ofInvoice(what: string): (written: Written) => Reading {
  const template = `GET ${INVOICES}/{publicId}/${what}`;
  return ({ params, data }) => ({ template, params, id: data.publicId as string });
}
