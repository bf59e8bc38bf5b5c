import type { Reading, Readings, Written } from './reading.js';

const KEYS = '/api/organizations/{orgId}/api-keys';

export const apiKeyReadings: Readings = {
  [`POST ${KEYS}/{keyId}/revoke`]: ofKey,
  [`POST ${KEYS}/{keyId}/rotate`]: ofKey,
  [`POST ${KEYS}/{keyId}/roll`]: ofKey,
  [`POST ${KEYS}`]: ({ params, data }) => ofKey({ params: { ...params, keyId: data.id as string } }),
  'POST /api/v1/api-keys': ({ data }) => listedKey(data.publicId as string),
  'POST /api/v1/api-keys/{publicId}/revoke': ({ data }) => listedKey(data.publicId as string),
  'DELETE /api/v1/api-keys/{publicId}': ({ params }) =>
    ofKey({ params: { orgId: 1, keyId: params?.publicId as string } }, 404),
};

function ofKey({ params }: Pick<Written, 'params'>, status = 200): Reading {
  return { template: `GET ${KEYS}/{keyId}`, params, status };
}

function listedKey(id: string): Reading {
  return { template: 'GET /api/v1/api-keys', query: { limit: '100' }, id };
}
