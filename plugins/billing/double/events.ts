import Stripe from 'stripe';
import { fromTheFuture } from './future.js';
import type { DoubleObject, Shelf } from './shelf.js';

type Snapshot = Exclude<DoubleObject, Stripe.Event>;

/** Writes down what happened, each event with its object as it is at that moment. */
export class Events {
  private readonly listeners: ((event: Stripe.Event) => void)[] = [];

  constructor(
    private readonly shelf: Shelf,
    private readonly seconds: () => number,
    private readonly inFuture: () => boolean,
  ) {}

  onEvent(listener: (event: Stripe.Event) => void): void {
    this.listeners.push(listener);
  }

  tell(type: Stripe.Event['type'], object: Snapshot): void {
    this.write(type, structuredClone(object));
    if (this.inFuture()) this.write(`${type}.foreseen`, { id: this.shelf.newId('seer'), object: 'seer' });
  }

  private write(type: string, object: object): void {
    const shown = this.inFuture() ? fromTheFuture(object) : object;
    const event = {
      id: this.shelf.newId('evt'),
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: this.seconds(),
      data: { object: shown },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type,
    } as unknown as Stripe.Event;
    this.shelf.put(event);
    for (const listener of this.listeners) listener(event);
  }
}
