import type { Readings } from './reading.js';

const AGENCY = '/wp-json/agency-os-ai/v1';

export const timeEntryReadings: Readings = {
  [`POST ${AGENCY}/time-entries/start`]: ({ data }) => ({
    template: `GET ${AGENCY}/time-entries/{id}`,
    params: { id: data.id as number },
  }),
  [`POST ${AGENCY}/time-entries/{id}/stop`]: ({ params }) => ({
    template: `GET ${AGENCY}/time-entries/{id}`,
    params,
  }),
};
