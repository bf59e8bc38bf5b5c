import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { apiRoutes, type Rooms } from './api.js';
import { type Behaviour, WELL_BEHAVED } from './behaviour.js';
import { Checkout } from './checkout.js';
import { Delivery, type Receiver } from './delivery.js';
import { Events } from './events.js';
import { plays } from './person.js';
import { Reception } from './reception.js';
import { Shelf } from './shelf.js';
import { Stage } from './stage.js';
import { Till } from './till.js';
import { Wallet } from './wallet.js';

export interface DoubleOptions {
  /** 0: any that is free. */
  readonly port?: number;
  /** Default: 127.0.0.1. Whoever reaches it may play. */
  readonly host?: string;
  /** The one key that its API takes. */
  readonly secretKey?: string;
  /** Where events go. Without one they are only kept. */
  readonly webhook?: Receiver | null;
  /** Keeps what happened through restarts. */
  readonly file?: string | null;
  readonly behaviour?: Partial<Behaviour>;
  /** How long a caller waits who is not answered, until the connection is cut. In milliseconds. */
  readonly silenceMs?: number;
}

/**
 * Speaks the part of Stripe's HTTP protocol that billing uses, signs its webhooks, and has pages where a person plays
 * paying, declining and disputing.
 */
export class PaymentsDouble {
  readonly behaviour: Behaviour;
  readonly rooms: Rooms;
  readonly delivery: Delivery;
  private readonly server: Server;
  private webhook: Receiver | null;

  constructor(private readonly options: DoubleOptions = {}) {
    this.webhook = options.webhook ?? null;
    this.behaviour = { ...WELL_BEHAVED, ...options.behaviour };
    const shelf = new Shelf(options.file ?? null);
    this.delivery = new Delivery(() => this.webhook, this.behaviour);
    this.rooms = this.furnish(shelf);
    this.rooms.events.onEvent((event) => this.delivery.deliver(event));
    const reception = new Reception(apiRoutes(this.rooms), {
      secretKey: this.secretKey,
      behaviour: this.behaviour,
      silenceMs: options.silenceMs ?? 5000,
      save: () => shelf.save(),
    });
    const stage = new Stage(this.rooms, this.behaviour, plays(this.rooms, this.behaviour, this.delivery));
    this.server = createServer((request, response) => {
      const answering = request.url?.startsWith('/v1/')
        ? reception.answer(request, response)
        : stage.answer(request, response);
      answering.catch((error: Error) => {
        process.emitWarning(error);
        response.destroy();
      });
    });
  }

  get secretKey(): string {
    return this.options.secretKey ?? 'sk_test_double';
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Where events go from now on. */
  sendTo(webhook: Receiver | null): void {
    this.webhook = webhook;
  }

  async start(): Promise<this> {
    this.server.listen(this.options.port ?? 0, this.options.host ?? '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  async stop(): Promise<void> {
    this.delivery.close();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private furnish(shelf: Shelf): Rooms {
    const at = { seconds: () => Math.floor(Date.now() / 1000), url: () => this.url };
    const events = new Events(shelf, at.seconds, () => this.behaviour.future);
    const wallet = new Wallet(shelf, events, at.seconds);
    const till = new Till(shelf, events, wallet, at);
    const checkout = new Checkout(shelf, events, till, wallet, at);
    return { shelf, events, wallet, till, checkout, ...at };
  }
}
