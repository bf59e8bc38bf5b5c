import { randomBytes } from 'node:crypto';
import type { Json } from '../documents.js';

/** Bodies with every field filled, different each time. */

const word = () => randomBytes(4).toString('hex');

export function serviceBody(): Json {
  return {
    name: `Aurora logo ${word()}`,
    description: 'Aurora: three drafts, two rounds',
    price: 120_000,
    currency: 'EUR',
    deliveryDays: 10,
    active: true,
    invoiceOnCompletion: true,
  };
}
