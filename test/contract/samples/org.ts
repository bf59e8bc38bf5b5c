import type { Maker } from './maker.js';
import { serviceBody } from './org-bodies.js';
import type { Sample, Samples } from './sample.js';

const ORG = '/api/v1';

/** Calls without parameters. */
const plain: Sample = () => ({});

const ofService = async (make: Maker) => ({ params: { publicId: await make.service() } });

export const orgSamples: Samples = {
  [`GET ${ORG}/audit-logs`]: plain,
  [`GET ${ORG}/services`]: plain,
  [`POST ${ORG}/services`]: () => ({ body: serviceBody() }),
  [`GET ${ORG}/services/{publicId}`]: ofService,
  [`PUT ${ORG}/services/{publicId}`]: async (make) => ({ ...(await ofService(make)), body: serviceBody() }),
  [`DELETE ${ORG}/services/{publicId}`]: ofService,
};
