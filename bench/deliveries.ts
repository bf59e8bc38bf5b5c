import { once as event } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { Pool } from 'undici';
import type { Contender } from './arena.js';
import { create, plainClient } from './cases.js';
import { once } from './load.js';
import type { Report } from './report.js';

/** As many as one replay puts in line. */
const DELIVERIES = 500;
/** What the queue runs of one kind at once. */
const AT_ONCE = 5;
const ALWAYS = { from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z', only: 'all' };

/** Webhook deliveries a second, beside a loop that only signs and posts. */
export async function deliverySpeed(program: Contender, rounds: number, report: Report): Promise<void> {
  const receiver = await Counter.open();
  try {
    const webhook = await call(program, 'POST', '/webhooks', {
      url: receiver.url,
      events: ['agency.client.created'],
    });
    const path = `/webhooks/${webhook.publicId}`;
    const body = JSON.stringify({ id: 'x', type: 'agency.client.created', data: plainClient() });
    const [shot] = create('/clients', plainClient()).shots(program);
    if (!shot) throw new Error('There is no client to create');
    for (let made = 0; made < DELIVERIES; made += 1) await once(program.server.target, shot);
    await receiver.reached(DELIVERIES);
    const rates: { site: number; loop: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const loop = await receiver.rate(() => postAll(receiver.url, body, String(webhook.secret)));
      await allWritten(program, path);
      const site = await receiver.rate(() => call(program, 'POST', `${path}/replay`, ALWAYS));
      rates.push({ site, loop });
    }
    await call(program, 'POST', `${path}/pause`);
    tell(rates, report);
  } finally {
    await receiver.close();
  }
}

/** Runs with a webhook for each new client, at an address that takes requests and never answers. */
export async function whileTold<T>(program: Contender, work: () => Promise<T>): Promise<T> {
  const silent = createServer(() => undefined);
  silent.listen(0, '127.0.0.1');
  await event(silent, 'listening');
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  const webhook = await call(program, 'POST', '/webhooks', { url, events: ['agency.client.created'] });
  try {
    return await work();
  } finally {
    await call(program, 'POST', `/webhooks/${webhook.publicId}/pause`);
    silent.closeAllConnections();
    silent.close();
    await allWritten(program, `/webhooks/${webhook.publicId}`);
  }
}

function tell(rates: readonly { site: number; loop: number }[], report: Report): void {
  const sorted = [...rates].sort((one, other) => one.site / one.loop - other.site / other.loop);
  const [least, middle, most] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map(
    (rate) => (rate ? rate.site / rate.loop : Number.NaN),
  ) as [number, number, number];
  const typical = sorted[Math.floor(sorted.length / 2)];
  report.add(
    'webhook deliveries',
    `${middle.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`,
    `site ${Math.round(typical?.site ?? 0)}/s; undici loop ${Math.round(typical?.loop ?? 0)}/s`,
  );
}

/** The floor: nothing is written down, so that a kill would lose what is under way. */
async function postAll(url: string, body: string, secret: string): Promise<void> {
  const pool = new Pool(url, { connections: AT_ONCE, pipelining: 1 });
  let left = DELIVERIES;
  const post = async () => {
    while (left-- > 0) {
      const [id, now] = [`message ${left}`, new Date()];
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, now, body),
      };
      const answer = await pool.request({ path: '/', method: 'POST', headers, body });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, post));
  await pool.close();
}

/** The last answers may have arrived and not be written down yet; what waits is not replayed. */
async function allWritten(program: Contender, path: string): Promise<void> {
  for (;;) {
    const waiting = await call(program, 'GET', `${path}/deliveries?status=pending&limit=1`);
    if (Object.keys(waiting).length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function call(program: Contender, method: string, path: string, body?: unknown) {
  const answer = await once(program.server.target, program.request(method, path, body));
  if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.body}`);
  return (JSON.parse(answer.body.toString()) as { data: Record<string, unknown> }).data;
}

/** Accepts everything, and counts. */
class Counter {
  private count = 0;
  private wanted = 0;
  private wake: () => void = () => undefined;
  private readonly server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(204).end();
      this.count += 1;
      if (this.count >= this.wanted) this.wake();
    });
  });

  static async open(): Promise<Counter> {
    const counter = new Counter();
    counter.server.listen(0, '127.0.0.1');
    await event(counter.server, 'listening');
    return counter;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async reached(wanted: number): Promise<void> {
    this.wanted = wanted;
    if (this.count < wanted) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.count = 0;
  }

  /** Arrivals a second, from the call to the last one. */
  async rate(send: () => Promise<unknown>): Promise<number> {
    const began = performance.now();
    const all = this.reached(DELIVERIES);
    await send();
    await all;
    return (DELIVERIES * 1000) / (performance.now() - began);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await event(this.server, 'close');
  }
}
