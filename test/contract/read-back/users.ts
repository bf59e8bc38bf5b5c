import type { Json } from '../documents.js';
import type { Readings } from './reading.js';

const WP = '/wp-json/wp/v2';
const KOA = '/wp-json/koapress/v1';
const edit = { context: 'edit' };

export const userReadings: Readings = {
  [`POST ${WP}/users`]: ({ data }) => ({
    template: `GET ${WP}/users/{id}`,
    params: { id: data.id as number },
    query: edit,
  }),
  [`DELETE ${WP}/users/me`]: ({ data }) => ({
    template: `GET ${WP}/users/{id}`,
    params: { id: (data.previous as Json).id as number },
    status: 404,
  }),
  [`POST ${WP}/users/{user_id}/application-passwords`]: ({ params, data }) => ({
    template: `GET ${WP}/users/{user_id}/application-passwords/{uuid}`,
    params: { ...params, uuid: data.uuid as string },
  }),
  [`DELETE ${WP}/users/{user_id}/application-passwords`]: ({ params }) => ({
    template: `GET ${WP}/users/{user_id}/application-passwords`,
    params,
  }),
  [`POST ${KOA}/invitations`]: ({ data }) => ({
    template: `GET ${WP}/users/{id}`,
    params: { id: data.user_id as number },
    query: edit,
  }),
};
