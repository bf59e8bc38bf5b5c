import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import test from 'ava';
import { exchange } from '../matrix/exchange.js';
import { browserHeaders } from '../matrix/sign-in.js';
import { databases, type OpenedDatabase } from '../support/databases.js';
import { ADMIN, SiteProcess } from './site-process.js';

const CLIENTS = '/wp-json/agency-os-ai/v1/clients';

for (const database of databases) {
  const { engine } = database;
  let place: OpenedDatabase;

  test.before(async () => {
    place = await database.open();
  });
  test.after.always(() => place?.drop());

  test.serial(`${engine}: SIGTERM finishes what is in flight, takes nothing new, and exits 0`, async (t) => {
    const site = await SiteProcess.start(place);
    const headers = await browserHeaders(site.url, { ...ADMIN, email: '' });
    const body = JSON.stringify({ name: 'Written while stopping' });
    const idle = await opened(site);
    const busy = await opened(site);
    const head = [
      `POST ${CLIENTS} HTTP/1.1`,
      'Host: site.test',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    // Half of the request is there when the signal comes.
    busy.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, 5)}`);
    await exchange(site.url, { method: 'get', path: '/api/health' });
    const ended = site.end('SIGTERM');
    await refused(site);
    busy.write(body.slice(5));
    const answer = await answerOf(busy);
    t.regex(answer, /^HTTP\/1\.1 201 /);
    t.deepEqual(await ended, { code: 0, signal: null }, site.said);
    // The one that never asked for anything has not been waited for.
    t.notRegex(site.said, /Not everything had finished in time/);
    idle.destroy();

    const again = await SiteProcess.start(place);
    const found = await exchange(again.url, { method: 'get', path: `${CLIENTS}?search=stopping`, headers });
    t.regex(found.text, /Written while stopping/);
    t.deepEqual(await again.end('SIGINT'), { code: 0, signal: null }, again.said);
  });
}

async function opened({ port }: SiteProcess): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  return socket;
}

/** Resolves when nobody listens any more. */
async function refused({ port }: SiteProcess): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isRefused = await new Promise<boolean>((resolve) => {
      socket.on('connect', () => resolve(false));
      socket.on('error', () => resolve(true));
    });
    socket.destroy();
    if (isRefused) return;
  }
}

async function answerOf(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    if (text.includes('\r\n\r\n')) return text;
  }
  return text;
}
