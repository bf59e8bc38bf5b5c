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
const mail: Sample = async (make) => ({ params: { id: (await sentMail(make)).id } });

export const MAILS = `${BASE}/mails`;

interface MadeMail {
  readonly id: string;
  readonly template: string;
  readonly to: string;
  readonly status: string;
}

/** Once it has left, or is known to never leave. */
export async function sentMail(make: Maker, template = NAME, to = address()): Promise<MadeMail> {
  const { body } = await make.call('post', `${BASE}/mail-templates/${template}/test`, { to });
  const { id } = body as { id: string };
  for (;;) {
    const found = (await make.call('get', `${MAILS}/${id}`)).body as unknown as MadeMail;
    if (found.status !== 'queued') return found;
    await sleep(50);
  }
}

export async function suppressedMail(make: Maker): Promise<MadeMail> {
  const to = address();
  await make.call('post', `${BASE}/mail-suppressions`, { address: to });
  return sentMail(make, NAME, to);
}

function address(): string {
  return `aurora-${word()}@example.test`;
}

const suppressionBody = () => ({ address: address(), reason: 'Aurora asked for it' });

const suppression: Sample = async (make) => {
  const { body } = await make.call('post', `${BASE}/mail-suppressions`, suppressionBody());
  return { params: { id: (body as { id: number }).id } };
};

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
  [`GET ${BASE}/mail-suppressions/{id}`]: suppression,
  [`POST ${BASE}/mail-suppressions`]: () => ({ body: suppressionBody() }),
  [`DELETE ${BASE}/mail-suppressions/{id}`]: suppression,

  [`POST ${BASE}/invitations`]: () => {
    const username = `aurora-${word()}`;
    const email = `${username}@example.test`;
    return { body: { email, username, name: 'Aurora Person', roles: ['member'] } };
  },
};
