import type { Readings } from './reading.js';

export const formReadings: Readings = {
  'POST /api/forms/{formPublicId}/submit': ({ params, data }) => ({
    template: 'GET /api/v1/forms/{publicId}/submissions',
    params: { publicId: params?.formPublicId ?? '' },
    id: data.publicId as string,
  }),
};
