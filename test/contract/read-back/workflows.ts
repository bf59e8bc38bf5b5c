import type { Readings } from './reading.js';

const AGENCY = '/wp-json/agency-os-ai/v1';

export const workflowReadings: Readings = {
  [`POST ${AGENCY}/workflows/{id}/stages`]: ({ params, data }) => ({
    template: `GET ${AGENCY}/workflows/{id}/stages/{stage_id}`,
    params: { ...params, stage_id: data.id as number },
  }),
};
