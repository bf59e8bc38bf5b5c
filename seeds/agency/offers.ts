import type { OrderStatus, ServiceValues } from '../../plugins/agency/contract.js';

/** What the made-up agency sells at a price. */
export const SERVICES: readonly ServiceValues[] = [
  { name: 'Logo design', description: 'Three drafts, two rounds.', price: 120_000, deliveryDays: 14 },
  { name: 'Landing page', description: 'One page, live on your domain.', price: 240_000, deliveryDays: 21 },
  {
    name: 'Shop in a week',
    description: 'Twenty products, one payment provider.',
    price: 480_000,
    deliveryDays: 7,
  },
  {
    name: 'Search check',
    description: 'What search engines see, and what to do.',
    price: 65_000,
    deliveryDays: 5,
  },
  { name: 'Product photos', description: 'Ten pictures, retouched.', price: 38_000, deliveryDays: 10 },
  { name: 'Newsletter', description: 'Words, pictures and sending.', price: 29_000, deliveryDays: 3 },
  { name: 'Care plan, one month', description: 'Updates, backups, small wishes.', price: 19_000 },
  { name: 'Flash banner', description: 'As it was.', price: 15_000, active: false },
];

/** How far orders have come, each along the declared way. */
export const WAYS: readonly (readonly OrderStatus[])[] = [
  [],
  ['submitted'],
  ['submitted', 'in_progress'],
  ['submitted', 'in_progress', 'in_review'],
  ['submitted', 'in_progress', 'in_review', 'in_progress', 'in_review', 'delivered'],
  ['submitted', 'in_progress', 'in_review', 'delivered', 'completed'],
  ['submitted', 'cancelled'],
];

/** By who writes: the client's side is written down by the team, as it came by phone or mail. */
export const ORDER_MESSAGES = [
  'Thank you for the order. When could we talk about the details?',
  '<p>The first draft is ready: <a href="https://example.com/draft">have a look</a>.</p>',
  'The client asks for a warmer colour.',
  '<p>Delivered. <strong>Everything</strong> is in the shared folder.</p>',
] as const;
export const ORDER_NOTES = ['Check the rights of the pictures first.', 'Two rounds are used up.'] as const;
