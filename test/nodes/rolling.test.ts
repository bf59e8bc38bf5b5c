import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { ADMIN } from '../faults/site-process.js';
import { exchange, type Headers } from '../matrix/exchange.js';
import { browserHeaders } from '../matrix/sign-in.js';
import { writePlugin } from '../plugins/written-plugins.js';
import { databases, type OpenedDatabase } from '../support/databases.js';
import { REDIS_SERVER, ThrowAwayRedis } from '../support/redis.js';
import { TwoNodes } from './two-nodes.js';

const CLIENTS = '/wp-json/agency-os-ai/v1/clients';
const PLUGIN = '/wp-json/wp/v2/plugins/hello';
const HELLO = '/api/v1/hello';
/** Fifty where there is time for it. */
const TOGGLES = Math.min(50, 6 * Number(process.env.TEST_EFFORT ?? 1));
const WORKERS = 4;

/** Several processes share a server, never an SQLite file. */
const shared = databases.filter(({ engine }) => engine === 'mysql');
if (shared.length === 0) test.skip('two nodes: no MariaDB or MySQL here', (t) => t.pass());

for (const database of shared) {
  for (const withRedis of [false, ...(REDIS_SERVER ? [true] : [])]) {
    const title = `two nodes, ${withRedis ? 'with' : 'without'} Redis`;

    test.serial(`${title}: toggles and restarts under load drop no request and lose no write`, async (t) => {
      const place = await database.open();
      const redis = withRedis ? await ThrowAwayRedis.start() : undefined;
      const site = await startWithHello(place, redis);
      const load = new Load(site.url, await browserHeaders(site.url, { ...ADMIN, email: '' }));
      try {
        load.start();
        await toggleUnderLoad(site, load);
        for (const index of [0, 1]) await site.restart(index);
        await load.stop();
        t.deepEqual([...load.faults], [], 'no 5xx, no broken connection');
        t.true(load.written.length > 0);
        t.deepEqual(await load.missing(), [], 'every acknowledged write is there');
      } finally {
        await load.stop();
        await site.stop();
        await redis?.stop();
        await place.drop();
      }
    });
  }
}

function startWithHello(place: OpenedDatabase, redis: ThrowAwayRedis | undefined): Promise<TwoNodes> {
  const pluginsDir = join(place.dataDir, 'given-plugins');
  writePlugin(pluginsDir, { name: 'hello', setup: `host.routes('org', routesAt('/v1/hello'));` });
  return TwoNodes.start(place, { PLUGINS_DIR: pluginsDir, ...(redis ? { REDIS_URL: redis.url } : {}) });
}

/** Now through one node, now through the other: both follow, and their documents say what they do. */
async function toggleUnderLoad({ url, nodes }: TwoNodes, { headers }: Load): Promise<void> {
  for (let toggle = 0; toggle < TOGGLES; toggle += 1) {
    const isOn = toggle % 2 === 0;
    const body = { status: isOn ? 'active' : 'inactive' };
    const answer = await exchange(url, { method: 'put', path: PLUGIN, body, headers });
    if (answer.status !== 200) throw new Error(`toggle ${toggle}: ${answer.status} ${answer.text}`);
    for (const node of nodes) await agrees(node.url, isOn);
  }
}

async function agrees(url: string, isOn: boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const { status } = await exchange(url, { method: 'get', path: HELLO });
    const document = await exchange(url, { method: 'get', path: '/openapi.json' });
    const served = status !== 404;
    if (served === isOn && document.text.includes('"/api/v1/hello"') === isOn) return;
    if (performance.now() > deadline)
      throw new Error(`${url} says ${status}, expected ${isOn ? 'on' : 'off'}`);
    await sleep(50);
  }
}

/** Clients that write and read through the balancer until they are told to stop. */
class Load {
  readonly written: number[] = [];
  readonly faults = new Set<string>();
  private running: Promise<unknown> | undefined;
  private over = false;

  constructor(
    private readonly url: string,
    readonly headers: Headers,
  ) {}

  start(): void {
    this.running = Promise.all(Array.from({ length: WORKERS }, () => this.work()));
  }

  async stop(): Promise<void> {
    this.over = true;
    await this.running;
  }

  async missing(): Promise<readonly number[]> {
    const lost: number[] = [];
    for (const id of this.written) {
      const found = await exchange(this.url, {
        method: 'get',
        path: `${CLIENTS}/${id}`,
        headers: this.headers,
      });
      if (found.status !== 200) lost.push(id);
    }
    return lost;
  }

  private async work(): Promise<void> {
    while (!this.over) {
      await this.write();
      const hello = await this.ask('get', HELLO);
      if (hello !== undefined && ![200, 404].includes(hello.status)) this.faults.add(`hello ${hello.status}`);
    }
  }

  private async write(): Promise<void> {
    const answer = await this.ask('post', CLIENTS, { name: `Client ${this.written.length}` });
    if (answer === undefined) return;
    const id = (answer.body as { data?: { id?: number } } | undefined)?.data?.id;
    if (answer.status === 201 && id !== undefined) this.written.push(id);
    else this.faults.add(`create ${answer.status} ${answer.text.slice(0, 200)}`);
  }

  private async ask(method: string, path: string, body?: unknown) {
    try {
      return await exchange(this.url, { method, path, body, headers: this.headers });
    } catch (error) {
      this.faults.add(String((error as Error).cause ?? error));
      return undefined;
    }
  }
}
