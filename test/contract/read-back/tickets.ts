import type { Readings } from './reading.js';

const AGENCY = '/wp-json/agency-os-ai/v1';

export const ticketReadings: Readings = {
  [`POST ${AGENCY}/tickets/{id}/replies`]: ({ params, data }) => ({
    template: `GET ${AGENCY}/tickets/{id}/replies`,
    params,
    id: data.id as number,
  }),
};
