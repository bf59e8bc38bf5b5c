import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import Stripe from 'stripe';
import { type Behaviour, takeOne } from './behaviour.js';
import { fromTheFuture } from './future.js';
import { type Answered, IdempotencyKeys } from './idempotency.js';
import { Refusal } from './refusal.js';
import { textOf } from './request-text.js';
import { assertKnown, type Route, routeOf } from './route.js';
import { canonicalForm, parseForm } from './wire.js';

export interface ReceptionOptions {
  readonly secretKey: string;
  readonly behaviour: Behaviour;
  readonly silenceMs: number;
  readonly save: () => void;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly text: string;
  readonly key: string | undefined;
}

/** The API itself: who asks, has it been asked before, what is done, and how it is answered. */
export class Reception {
  private readonly keys = new IdempotencyKeys();

  constructor(
    private readonly routes: readonly Route[],
    private readonly options: ReceptionOptions,
  ) {}

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? '/', 'http://double');
    const method = request.method ?? 'GET';
    const text = method === 'GET' ? search.slice(1) : await textOf(request);
    const asked = { method, path: pathname, text, key: header(request, 'idempotency-key') };
    const requestId = `req_double${randomBytes(7).toString('hex')}`;
    const { answered, silent, replayed } = await this.answered(request, asked);
    if (silent) {
      await sleep(this.options.silenceMs, undefined, { ref: false });
      response.destroy();
      return;
    }
    response.writeHead(answered.status, {
      'content-type': 'application/json',
      'request-id': requestId,
      'stripe-version': header(request, 'stripe-version') ?? Stripe.API_VERSION,
      ...(asked.key && method !== 'GET' ? { 'idempotency-key': asked.key } : {}),
      ...(replayed ? { 'idempotent-replayed': 'true' } : {}),
    });
    response.end(answered.text);
  }

  private async answered(request: IncomingMessage, asked: Asked) {
    const { behaviour } = this.options;
    try {
      this.assertAllowed(request);
      if (takeOne(behaviour, 'limited')) throw Refusal.tooMany();
      if (takeOne(behaviour, 'broken')) throw Refusal.broken();
      return await this.once(asked);
    } catch (error) {
      return { answered: refused(error), silent: false, replayed: false };
    }
  }

  /** A change with a key is made once; what it was answered is kept, also when that was a refusal. */
  private async once(asked: Asked) {
    const { behaviour, save } = this.options;
    const { key, method, path, text } = asked;
    const changes = method !== 'GET';
    const before =
      changes && key ? this.keys.before(key, `${method} ${path} ${canonicalForm(text)}`) : undefined;
    if (before) return { answered: before, silent: false, replayed: true };
    const acted = await this.act(asked);
    const broken = changes && takeOne(behaviour, 'brokenAfterActing');
    const answered = broken ? refused(Refusal.broken()) : acted;
    if (changes && key) this.keys.keep(key, answered);
    if (changes) save();
    return { answered, silent: changes && takeOne(behaviour, 'silentAfterActing'), replayed: false };
  }

  private async act({ method, path, text }: Asked): Promise<Answered> {
    try {
      const { route, ids } = routeOf(this.routes, method, path);
      const form = parseForm(text);
      assertKnown(route.fields, form);
      const object = await route.run({ ids, form, path });
      return { status: 200, text: JSON.stringify(this.shown(object), null, 2) };
    } catch (error) {
      return refused(error);
    }
  }

  private shown(object: object): object {
    return this.options.behaviour.future ? fromTheFuture(object) : object;
  }

  private assertAllowed(request: IncomingMessage): void {
    const [scheme, token = ''] = (header(request, 'authorization') ?? '').split(' ');
    if (!scheme) throw Refusal.unauthorized('You did not provide an API key.');
    const key = scheme === 'Basic' ? Buffer.from(token, 'base64').toString().split(':')[0] : token;
    if (key !== this.options.secretKey) throw Refusal.unauthorized('Invalid API Key provided.');
    const version = header(request, 'stripe-version');
    if (version !== undefined && !/^\d{4}-\d{2}-\d{2}(\.\w+)?$/.test(version))
      throw Refusal.invalid(`Invalid Stripe API version: ${version}`);
  }
}

function refused(error: unknown): Answered {
  if (!(error instanceof Refusal)) throw error;
  return { status: error.status, text: JSON.stringify({ error: error.body }, null, 2) };
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
