import type { Reading, Readings, Written } from './reading.js';

const KOA = '/wp-json/koapress/v1';

export const mailReadings: Readings = {
  [`POST ${KOA}/mail-templates/{name}`]: templateItself,
  [`DELETE ${KOA}/mail-templates/{name}`]: templateItself,
  [`POST ${KOA}/mail-templates/{name}/versions/{version}/restore`]: ({ params }) =>
    templateItself({ params: { name: params?.name as string } }),
  // A draft is kept nowhere.
  [`POST ${KOA}/mail-templates/{name}/preview`]: ({ params }) => ({
    template: `GET ${KOA}/mail-templates/{name}/versions`,
    params,
  }),
  [`POST ${KOA}/mail-templates/{name}/test`]: mailItself,
  [`POST ${KOA}/mails/{id}/resend`]: mailItself,
};

function templateItself({ params }: Pick<Written, 'params'>): Reading {
  return { template: `GET ${KOA}/mail-templates/{name}`, params };
}

function mailItself({ data }: Written): Reading {
  return { template: `GET ${KOA}/mails/{id}`, params: { id: data.id as string } };
}
