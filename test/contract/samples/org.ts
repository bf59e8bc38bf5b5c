import type { Json } from '../documents.js';
import { stageBody } from './agency-bodies.js';
import type { Maker } from './maker.js';
import { messageBody, orderBody, orgTicketBody, serviceBody } from './org-bodies.js';
import type { Sample, Samples } from './sample.js';

const ORG = '/api/v1';

/** Calls without parameters. */
const plain: Sample = () => ({});

const ofService = async (make: Maker) => ({ params: { publicId: await make.service() } });
const ofOrder = async (make: Maker) => ({ params: { publicId: await make.order() } });

const order = async (make: Maker) => orderBody(await make.orderBase());

/** From where an order may come to each status. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  draft: [],
  submitted: [],
  in_progress: ['submitted'],
  in_review: ['submitted', 'in_progress'],
  delivered: ['submitted', 'in_progress', 'in_review'],
  completed: ['submitted', 'in_progress', 'in_review', 'delivered'],
  cancelled: ['submitted'],
};

/** A draft that is submitted to a stage. */
const orderChange = async (make: Maker) => {
  const [stageId] = await make.orderStages();
  return { ...(await ofOrder(make)), body: { ...(await order(make)), status: 'submitted', stageId } };
};

/** One that stands where it can come to this status. */
export async function orderBefore(make: Maker, { status }: Json) {
  const publicId = await make.order();
  for (const before of BEFORE[status as string] ?? []) await make.changeOrder(publicId, { status: before });
  return { params: { publicId } };
}

/** Only stages for orders name a status. */
export async function orderStageBefore(make: Maker) {
  const id = await make.workflow({ applies_to: 'order' });
  return { params: { id, stage_id: await make.stage(id) }, body: stageBody() };
}

/** With a reply that somebody wrote by the agency's API. */
const ticketWithReply = async (make: Maker) => {
  const id = await make.ticket();
  await make.reply(id);
  return { params: { publicId: await make.publicTicketId(id) } };
};

export const orgSamples: Samples = {
  [`GET ${ORG}/audit-logs`]: plain,
  [`GET ${ORG}/services`]: plain,
  [`POST ${ORG}/services`]: () => ({ body: serviceBody() }),
  [`GET ${ORG}/services/{publicId}`]: ofService,
  [`PUT ${ORG}/services/{publicId}`]: async (make) => ({ ...(await ofService(make)), body: serviceBody() }),
  [`DELETE ${ORG}/services/{publicId}`]: ofService,

  [`GET ${ORG}/orders`]: plain,
  [`POST ${ORG}/orders`]: async (make) => ({ body: await order(make) }),
  [`GET ${ORG}/orders/{publicId}`]: ofOrder,
  [`PUT ${ORG}/orders/{publicId}`]: orderChange,
  [`DELETE ${ORG}/orders/{publicId}`]: ofOrder,

  [`GET ${ORG}/tickets`]: plain,
  [`POST ${ORG}/tickets`]: async (make) => ({ body: orgTicketBody(await make.orderBase()) }),
  [`GET ${ORG}/tickets/{publicId}`]: ticketWithReply,
  [`PUT ${ORG}/tickets/{publicId}`]: async (make) => ({
    params: { publicId: await make.orgTicket() },
    body: {
      ...orgTicketBody(await make.orderBase()),
      reply: { message: '<p>Aurora: it is mended</p>', internal: true },
    },
  }),

  [`GET ${ORG}/messages`]: async (make) => {
    const orderId = await make.order();
    await make.message({ orderId });
    return { query: { orderId } };
  },
  [`POST ${ORG}/messages`]: async (make) => ({ body: messageBody(await make.order()) }),
};
