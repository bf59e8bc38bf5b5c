import { setTimeout as sleep } from 'node:timers/promises';
import { dataOf } from '../../matrix/exchange.js';
import type { Json } from '../documents.js';
import type { Maker } from './maker.js';
import type { Sample, Samples } from './sample.js';

const REPORTS = '/api/v1/reports';
const LONGEST_MS = 60_000;

const reportBody = (format = 'json'): Json => ({
  type: 'time_by_project',
  from: '2026-01-01',
  to: '2026-12-31',
  format,
});

async function report(make: Maker, format?: string): Promise<string> {
  const headers = await make.owner.key('org');
  return dataOf(await make.call('post', REPORTS, reportBody(format), headers)).publicId as string;
}

/** Once it is done. */
async function finished(make: Maker, format?: string): Promise<string> {
  const publicId = await report(make, format);
  const deadline = Date.now() + LONGEST_MS;
  const headers = await make.owner.key('org');
  while (Date.now() < deadline) {
    const { status } = dataOf(await make.call('get', `${REPORTS}/${publicId}`, undefined, headers));
    if (status === 'done') return publicId;
    await sleep(50);
  }
  throw new Error('the report was not made');
}

const named: Sample = async (make) => ({ params: { publicId: await finished(make) } });

export const reportSamples: Samples = {
  [`GET ${REPORTS}`]: async (make) => {
    await finished(make);
    return {};
  },
  [`POST ${REPORTS}`]: () => ({ body: reportBody() }),
  [`GET ${REPORTS}/{publicId}`]: named,
  [`GET ${REPORTS}/{publicId}/download`]: async (make) => ({
    params: { publicId: await finished(make, 'csv') },
  }),
};
