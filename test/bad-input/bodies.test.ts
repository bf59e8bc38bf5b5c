import { connect } from 'node:net';
import test from 'ava';
import { BODY_LIMIT } from '../../src/http/body.js';
import { settled } from '../contract/agreement.js';
import { Caller, type Served } from '../contract/caller.js';
import { bodyOf, type Json } from '../contract/documents.js';
import { samples } from '../contract/samples/index.js';
import { filled } from '../matrix/exchange.js';
import { World } from '../matrix/world.js';
import { databases } from '../support/databases.js';
import { oddBodies } from './odd-bodies.js';
import { Shapes } from './shapes.js';
import { turnsOf } from './turns.js';

for (const database of databases) {
  const { engine } = database;
  let world: World;
  let caller: Caller;
  let shapes: Shapes;

  test.before(async () => {
    world = await World.start(database);
    await world.make.base();
    caller = await Caller.create(world);
    shapes = new Shapes(caller);
    for (const served of caller.operations) await caller.owner(served);
  });
  test.after.always(() => world?.stop());

  test.serial(`${engine}: bodies that are wrong as a whole are refused in the surface's shape`, async (t) => {
    const faults: string[] = [];
    for (const served of turnsOf(engine, caller.operations)) {
      const name = textFieldOf(served);
      if (name === undefined) continue;
      const filling = (await samples[served.template]?.(world.make)) ?? {};
      const before = await world.rows.counts();
      let isTaken = false;
      for (const odd of oddBodies(name)) {
        const [method, template] = served.template.split(' ') as [string, string];
        const headers = { ...(filling.headers ?? (await caller.owner(served))), ...odd.headers };
        const path = filled(template, filling.params);
        const answer = await world.send({ method, path, raw: odd.raw, headers });
        const expected = (served.surface.lenient && odd.lenient) || odd.status;
        isTaken ||= answer.status < 300;
        const isRight = expected.includes(answer.status);
        if (!isRight)
          faults.push(`${odd.title}: ${served.template} ${answer.status} ${answer.text.slice(0, 200)}`);
        else if (answer.status >= 400)
          faults.push(...shapes.refusal(served, answer).map((fault) => `${odd.title}: ${fault}`));
      }
      const after = await world.rows.counts();
      if (!isTaken) t.deepEqual(after, before, served.template);
    }
    t.deepEqual(faults, []);
    t.is(({} as Json).admin, undefined);
  });

  test.serial(`${engine}: a body over the limit is refused while it is still being sent`, async (t) => {
    for (const surface of ['agency-os', 'ops', 'org', 'wordpress']) {
      const served = caller.operations.find((each) => each.surface.id === surface && textFieldOf(each));
      if (!served) continue;
      const [method, template] = served.template.split(' ') as [string, string];
      const filling = (await samples[served.template]?.(world.make)) ?? {};
      const headers = await caller.owner(served);
      const head = [
        `${method} ${filled(template, filling.params)} HTTP/1.1`,
        'Host: site.test',
        'Content-Type: application/json',
        'Transfer-Encoding: chunked',
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      ];
      const status = await endless(world.url, head.join('\r\n'));
      t.is(status, 413, surface);
    }
  });

  test.serial(`${engine}: bytes in the address that are no text are 4xx, and the site goes on`, async (t) => {
    const { port, hostname } = new URL(world.url);
    for (const path of ['/v1/\xff', '/api/\x80\x81', '/wp-json/wp/v2/users?search=\xff']) {
      const status = await spoken(
        hostname,
        Number(port),
        Buffer.from(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`, 'latin1'),
      );
      t.true(status >= 400 && status < 500, `${path}: ${status}`);
    }
    t.is((await world.send({ method: 'get', path: '/api/health' })).status, 200);
  });
}

function textFieldOf({ operation }: Served): string | undefined {
  const schema = bodyOf(operation);
  if (!schema) return undefined;
  const { document } = operation;
  const { properties } = settled({ schema, document });
  const fields = Object.entries((properties as Record<string, Json>) ?? {});
  const text = fields.find(([, inner]) => settled({ schema: inner, document }).type === 'string');
  return text?.[0] ?? 'name';
}

/** Sends chunks for as long as the site takes them; answers the status that came back. */
function endless(url: string, head: string): Promise<number> {
  const { hostname, port } = new URL(url);
  const chunk = `${(64 * 1024).toString(16)}\r\n${'a'.repeat(64 * 1024)}\r\n`;
  return new Promise((resolve, reject) => {
    let sent = 0;
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${head}\r\n\r\n`);
      const more = () => {
        sent += chunk.length;
        if (sent < 8 * BODY_LIMIT && socket.writable) socket.write(chunk, more);
      };
      more();
    });
    statusOf(socket, resolve, reject);
  });
}

function spoken(hostname: string, port: number, text: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, hostname, () => socket.write(text));
    statusOf(socket, resolve, reject);
  });
}

function statusOf(
  socket: ReturnType<typeof connect>,
  resolve: (status: number) => void,
  reject: (error: Error) => void,
) {
  let answer = '';
  socket.on('data', (data: Buffer) => {
    answer += data.toString('latin1');
    const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
    if (!status) return;
    resolve(Number(status));
    socket.destroy();
  });
  socket.on('error', (error) => (answer === '' ? reject(error) : undefined));
  socket.on('close', () => reject(new Error(`closed without an answer: ${answer}`)));
}
