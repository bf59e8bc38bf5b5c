import type { ServerResponse } from 'node:http';
import test from 'ava';
import { Webhook } from 'standardwebhooks';
import { Receiver } from '../outgoing/receiver.js';
import type { TestDatabase } from '../support/databases.js';
import { type Answer, type Site, startSite } from '../support/site.js';

export const WEBHOOKS = '/api/v1/webhooks';

/** One request that came to the receiver. */
export interface Arrived {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** What every body is. */
export interface Envelope {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type Answering = (arrived: Arrived, response: ServerResponse) => void;

const accept: Answering = (_, response) => response.writeHead(204).end();

/** A site that sends webhooks again soon, and a real receiver on this machine: one for the tests of a file. */
export class HookedSite {
  readonly arrived: Arrived[] = [];
  answer: Answering = accept;
  key = '';
  private started: Site | undefined;
  private opened: Receiver | undefined;

  constructor(database: TestDatabase) {
    test.before(() => this.start(database));
    test.after.always(() => this.stop());
    test.beforeEach(() => this.reset());
  }

  get site(): Site {
    return this.started as Site;
  }

  get receiver(): Receiver {
    return this.opened as Receiver;
  }

  /** To a path below the webhooks. */
  send(path = '', method = 'GET', body?: unknown, auth = this.key): Promise<Answer> {
    return this.site.request(`${WEBHOOKS}${path}`, { method, body, auth });
  }

  async webhook(values: object = {}): Promise<{ publicId: string; secret: string }> {
    const made = await this.send('', 'POST', { url: `${this.receiver.url}/hook`, ...values });
    if (made.status !== 201) throw new Error(JSON.stringify(made));
    return made.body.data;
  }

  emit(event: string, data: unknown, orgId = this.site.actor.orgId): Promise<void> {
    return this.site.host.background.webhooks.webhooks.emit(orgId, event, data);
  }

  /** The newest delivery, once it is as wanted. */
  async delivery(publicId: string, status: string, at = 0) {
    return this.eventually(async () => {
      const { body } = await this.send(`/${publicId}/deliveries`);
      const found = body.data[at];
      if (found?.status !== status) return undefined;
      return (await this.send(`/${publicId}/deliveries/${found.publicId}`)).body.data;
    });
  }

  /** Who has been told of what in the site. */
  async notices(): Promise<readonly string[]> {
    const rows = await this.site.host.db.query('kp_notifications').select('type');
    return (rows as unknown as { type: string }[]).map(({ type }) => type);
  }

  async arrivals(count: number): Promise<readonly Arrived[]> {
    return this.eventually(async () => (this.arrived.length >= count ? this.arrived : undefined));
  }

  /** Nothing comes any more: the answer to an event sent after it is there, and there is no job left. */
  async quiet(): Promise<void> {
    await this.eventually(async () => {
      const pending = await this.site.host.db.query('kp_webhook_deliveries').where({ status: 'pending' });
      return (pending as unknown as unknown[]).length === 0 ? true : undefined;
    });
  }

  async eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error('It never came to that');
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  reset(answer: Answering = accept): void {
    this.arrived.length = 0;
    this.answer = answer;
  }

  private async start(database: TestDatabase): Promise<void> {
    this.opened = await Receiver.open((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (piece) => {
        body += piece;
      });
      request.on('end', () => {
        const arrived = { headers: request.headers as Record<string, string>, body };
        this.arrived.push(arrived);
        this.answer(arrived, response);
      });
    });
    const timing = { pauses: [20, 20, 20], timeoutMs: 1000 };
    this.started = await startSite(database, {
      outgoingAllow: ['127.0.0.0/8'],
      options: { webhookTiming: timing },
    });
    this.key = await this.site.key('org', ['webhooks:read', 'webhooks:write']);
  }

  private async stop(): Promise<void> {
    await this.started?.stop();
    await this.opened?.close();
  }
}

/** What the receiver's own library makes of it: throws when the signature is wrong. */
export function verified(secret: string, { headers, body }: Arrived): Envelope {
  return new Webhook(secret).verify(body, headers) as Envelope;
}
