import type { Readings } from './reading.js';

const CRON = '/wp-json/koapress/v1/cron';

export const cronReadings: Readings = {
  [`POST ${CRON}/{name}/run`]: ({ params, data }) => ({
    template: `GET ${CRON}/{name}/runs/{id}`,
    params: { ...params, id: data.id as number },
  }),
  [`POST ${CRON}/{name}/pause`]: ({ params }) => ({ template: `GET ${CRON}/{name}`, params }),
  [`POST ${CRON}/{name}/resume`]: ({ params }) => ({ template: `GET ${CRON}/{name}`, params }),
};
