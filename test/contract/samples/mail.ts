import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Maker } from './maker.js';
import type { Sample, Samples } from './sample.js';

const BASE = '/wp-json/koapress/v1';
const NAME = 'host.accounts.password-changed';

const word = () => randomBytes(4).toString('hex');
const plain: Sample = () => ({});
const named: Sample = () => ({ params: { name: NAME } });

function textBody() {
  const mjml = `<mjml><mj-body><mj-section><mj-column><mj-text>{{ user.name }}, ${word()}</mj-text></mj-column></mj-section></mj-body></mjml>`;
  return { subject: `Aurora ${word()} for {{ user.login }}`, mjml };
}

/** A version that is not in use: another one came after it. */
const version = async (make: Maker) => {
  await make.call('post', `${BASE}/mail-templates/${NAME}`, { subject: `Aurora ${word()}` });
  await make.call('post', `${BASE}/mail-templates/${NAME}`, { subject: `Aurora ${word()}` });
  const { body } = await make.call('get', `${BASE}/mail-templates/${NAME}/versions`);
  const unused = (body as { version: number; in_use: boolean }[]).find(({ in_use }) => !in_use);
  return { params: { name: NAME, version: unused?.version ?? 0 } };
};

/** A mail that has left. */
const mail = async (make: Maker) => {
  const to = `aurora-${word()}@example.test`;
  const { body } = await make.call('post', `${BASE}/mail-templates/${NAME}/test`, { to });
  const { id } = body as { id: string };
  for (;;) {
    const found = await make.call('get', `${BASE}/mails/${id}`);
    if ((found.body as { status: string }).status !== 'queued') return { params: { id } };
    await sleep(50);
  }
};

const suppressionBody = () => ({ address: `aurora-${word()}@example.test`, reason: 'Aurora asked for it' });

export const mailSamples: Samples = {
  [`GET ${BASE}/mails`]: plain,
  [`GET ${BASE}/mails/{id}`]: mail,
  [`POST ${BASE}/mails/{id}/resend`]: mail,

  [`GET ${BASE}/mail-templates`]: plain,
  [`GET ${BASE}/mail-templates/{name}`]: named,
  [`POST ${BASE}/mail-templates/{name}`]: () => ({ params: { name: NAME }, body: textBody() }),
  [`DELETE ${BASE}/mail-templates/{name}`]: named,
  [`POST ${BASE}/mail-templates/{name}/preview`]: () => ({ params: { name: NAME }, body: textBody() }),
  [`POST ${BASE}/mail-templates/{name}/test`]: () => ({
    params: { name: NAME },
    body: { to: `aurora-${word()}@example.test` },
  }),
  [`GET ${BASE}/mail-templates/{name}/versions`]: named,
  [`GET ${BASE}/mail-templates/{name}/versions/{version}`]: version,
  [`POST ${BASE}/mail-templates/{name}/versions/{version}/restore`]: version,
  [`DELETE ${BASE}/mail-templates/{name}/versions/{version}`]: version,

  [`GET ${BASE}/mail-suppressions`]: plain,
  [`POST ${BASE}/mail-suppressions`]: () => ({ body: suppressionBody() }),
  [`DELETE ${BASE}/mail-suppressions/{id}`]: async (make) => {
    const { body } = await make.call('post', `${BASE}/mail-suppressions`, suppressionBody());
    return { params: { id: (body as { id: number }).id } };
  },

  [`POST ${BASE}/invitations`]: () => {
    const username = `aurora-${word()}`;
    const email = `${username}@example.test`;
    return { body: { email, username, name: 'Aurora Person', roles: ['member'] } };
  },
};
