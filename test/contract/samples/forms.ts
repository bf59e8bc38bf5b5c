import { randomBytes } from 'node:crypto';
import { dataOf } from '../../matrix/exchange.js';
import type { Json } from '../documents.js';
import type { Maker } from './maker.js';
import type { Sample, Samples } from './sample.js';

const FORMS = '/api/v1/forms';

const word = () => randomBytes(4).toString('hex');

export const formBody = (): Json => ({
  name: `Aurora form ${word()}`,
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      topic: { type: 'string' },
      text: { type: 'string' },
      from: { type: 'string', format: 'email' },
    },
    required: ['topic', 'text'],
  },
  target: 'ticket',
  mapping: { topic: 'subject', text: 'message', from: 'requesterEmail' },
  active: true,
  successMessage: 'Aurora: we have it',
  honeypot: 'homepage',
});

/** Each target has properties of its own. */
const MAPPINGS: Json = {
  none: {},
  client: { topic: 'name' },
  ticket: { topic: 'subject', text: 'message' },
  order: { topic: 'serviceId', text: 'name' },
};
const fitting = ({ target }: Json): Json => ({ ...formBody(), mapping: MAPPINGS[target as string] });

/** Bodies whose mapping fits another target. */
export const formsByValue = {
  [`POST ${FORMS}`]: async (_make: Maker, part: Json) => ({ body: fitting(part) }),
  [`PUT ${FORMS}/{publicId}`]: async (make: Maker, part: Json) => ({
    params: { publicId: await form(make) },
    body: fitting(part),
  }),
};

const answers = (): Json => ({
  data: { topic: `Aurora ${word()}`, text: 'Aurora: call me', from: 'somebody@aurora.test' },
});

async function form(make: Maker): Promise<string> {
  const answer = await make.call('post', FORMS, formBody(), await make.owner.key('org'));
  return dataOf(answer).publicId as string;
}

async function submitted(make: Maker): Promise<string> {
  const publicId = await form(make);
  await make.call('post', `/api/forms/${publicId}/submit`, answers());
  return publicId;
}

const named: Sample = async (make) => ({ params: { publicId: await form(make) } });

export const formSamples: Samples = {
  [`GET ${FORMS}`]: () => ({}),
  [`POST ${FORMS}`]: () => ({ body: formBody() }),
  [`GET ${FORMS}/{publicId}`]: named,
  [`GET ${FORMS}/{publicId}/versions/{version}`]: async (make) => ({
    params: { publicId: await form(make), version: 1 },
  }),
  [`PUT ${FORMS}/{publicId}`]: async (make) => ({ ...(await named(make)), body: formBody() }),
  [`GET ${FORMS}/{publicId}/submissions`]: async (make) => ({ params: { publicId: await submitted(make) } }),
  'POST /api/forms/{formPublicId}/submit': async (make) => ({
    params: { formPublicId: await form(make) },
    body: answers(),
  }),
};
