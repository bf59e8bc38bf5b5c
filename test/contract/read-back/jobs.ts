import type { Readings } from './reading.js';

const JOBS = '/wp-json/koapress/v1/jobs';

export const jobReadings: Readings = {
  [`POST ${JOBS}/{id}`]: ({ params }) => ({ template: `GET ${JOBS}/{id}`, params }),
  [`POST ${JOBS}/{id}/retry`]: ({ params }) => ({ template: `GET ${JOBS}/{id}`, params }),
  [`POST ${JOBS}/{id}/cancel`]: ({ params }) => ({ template: `GET ${JOBS}/{id}`, params }),
};
