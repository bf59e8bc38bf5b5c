import type { Json } from '../documents.js';
import type { Maker } from './maker.js';
import type { Sample, Samples } from './sample.js';

const KEYS = '/api/organizations/{orgId}/api-keys';

export function apiKeyBody(): Json {
  return {
    name: 'Aurora deployment',
    description: 'Puts Aurora into the world',
    scopes: ['notifications:read', 'notifications:write'],
    expires_at: '2099-01-01T00:00:00.000Z',
    surface: 'ops',
  };
}

const org = ({ owner }: Maker) => ({ orgId: owner.orgId });
const list: Sample = async (make) => {
  await make.apiKey();
  return { params: org(make) };
};
const one: Sample = async (make) => ({ params: { ...org(make), keyId: await make.apiKey() } });
const revoked: Sample = async (make) => {
  const { orgId, keyId } = { ...org(make), keyId: await make.apiKey() };
  const path = `/api/organizations/${orgId}/api-keys/${keyId}/revoke`;
  await make.call('post', path, undefined, await make.owner.key('ops'));
  return { params: { orgId, keyId } };
};
const orgKey: Sample = async (make) => ({ params: { publicId: await make.apiKey() } });

export const apiKeySamples: Samples = {
  [`GET ${KEYS}`]: list,
  [`POST ${KEYS}`]: (make) => ({ params: org(make), body: apiKeyBody() }),
  [`GET ${KEYS}/{keyId}`]: revoked,
  [`PATCH ${KEYS}/{keyId}`]: async (make) => {
    const { surface, expires_at, ...rest } = apiKeyBody();
    return { ...(await one(make)), body: { ...rest, name: 'Aurora renamed', active: false } };
  },
  [`DELETE ${KEYS}/{keyId}`]: one,
  [`POST ${KEYS}/{keyId}/revoke`]: one,
  [`POST ${KEYS}/{keyId}/rotate`]: async (make) => ({ ...(await one(make)), body: { grace_hours: 1 } }),
  [`POST ${KEYS}/{keyId}/roll`]: one,
  [`GET ${KEYS}/{keyId}/usage`]: async (make) => {
    const filling = await one(make);
    await make.owner.usesCounted();
    return filling;
  },
  'GET /api/v1/api-keys': async (make) => {
    await revoked(make);
    return {};
  },
  'POST /api/v1/api-keys': () => ({
    body: {
      name: 'Aurora of the organisation',
      scopes: ['clients:read'],
      expiresAt: '2099-01-01T00:00:00.000Z',
    },
  }),
  'POST /api/v1/api-keys/{publicId}/revoke': orgKey,
  'DELETE /api/v1/api-keys/{publicId}': orgKey,
};
