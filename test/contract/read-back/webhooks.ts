import type { Readings } from './reading.js';

const HOOKS = '/api/v1/webhooks';

export const webhookReadings: Readings = {
  [`POST ${HOOKS}/{publicId}/rotate-secret`]: ({ params }) => ({
    template: `GET ${HOOKS}/{publicId}`,
    params,
  }),
  [`POST ${HOOKS}/{publicId}/pause`]: ({ params }) => ({ template: `GET ${HOOKS}/{publicId}`, params }),
  [`POST ${HOOKS}/{publicId}/resume`]: ({ params }) => ({ template: `GET ${HOOKS}/{publicId}`, params }),
  // Of what is under way only that it is there: it goes on between the two looks.
  [`POST ${HOOKS}/{publicId}/ping`]: ({ params }) => ({
    template: `GET ${HOOKS}/{publicId}/deliveries`,
    params,
  }),
  [`POST ${HOOKS}/{publicId}/deliveries/{deliveryId}/replay`]: ({ params }) => ({
    template: `GET ${HOOKS}/{publicId}/deliveries`,
    params: { publicId: params?.publicId ?? '' },
  }),
  [`POST ${HOOKS}/{publicId}/replay`]: ({ params }) => ({
    template: `GET ${HOOKS}/{publicId}/deliveries`,
    params,
  }),
};
