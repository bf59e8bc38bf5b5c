import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { createOutgoing } from '../../src/outgoing/create-outgoing.js';
import { OutgoingError, type OutgoingFault } from '../../src/plugin-api.js';
import { Receiver } from './receiver.js';
import { selfSigned } from './self-signed.js';

const LOCAL = ['127.0.0.0/8'];

async function faultOf(work: Promise<unknown>): Promise<OutgoingFault | 'none'> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (error instanceof OutgoingError) return error.fault;
    throw error;
  }
}

test('sends method, headers and body, and answers what came with the address that it came from', async (t) => {
  const receiver = await Receiver.open((request, response) => {
    request.setEncoding('utf8').on('data', (body) => {
      response
        .writeHead(201, { 'x-kind': 'a' })
        .end(`${request.method} ${request.headers['x-mine']} ${body}`);
    });
  });
  const outgoing = createOutgoing({ allow: LOCAL });
  const url = `${receiver.url}/path?query=1#part`;
  const answer = await outgoing.request({ url, method: 'POST', headers: { 'X-Mine': 'b' }, body: 'text' });
  t.is(answer.status, 201);
  t.is(answer.headers['x-kind'], 'a');
  t.is(Buffer.from(answer.body).toString(), 'POST b text');
  t.is(answer.address, '127.0.0.1');
  t.false(answer.cut);
  t.deepEqual(receiver.asked, ['/path?query=1']);
  await receiver.close();
});

test('a name that points inside is refused, and nothing is connected to', async (t) => {
  const receiver = await Receiver.open((_, response) => response.end());
  for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::ffff:127.0.0.1'], ['::1']]) {
    const resolve = async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const outgoing = createOutgoing({ allow: [], resolve });
    t.is(await faultOf(outgoing.request({ url: `http://evil.test:${receiver.port}/` })), 'refused');
  }
  t.deepEqual(receiver.asked, []);
  await receiver.close();
});

test('connects to the address that was checked, whatever the name means a moment later', async (t) => {
  const wanted = await Receiver.open((_, response) => response.end('wanted'), '0.0.0.0');
  const answers = ['127.0.0.2', '127.0.0.3'];
  let asked = 0;
  const resolve = async () => [{ address: answers[asked++] ?? '127.0.0.3', family: 4 }];
  const outgoing = createOutgoing({ allow: ['127.0.0.2'], resolve });
  const url = `http://rebinding.test:${wanted.port}/`;
  const first = await outgoing.request({ url });
  t.is(first.address, '127.0.0.2');
  t.is(wanted.requests[0]?.socket.localAddress, '127.0.0.2');
  t.is(wanted.requests[0]?.headers.host, `rebinding.test:${wanted.port}`);
  t.is(asked, 1, 'looked up once, not again for connecting');
  // The open connection of before is no way around the second look.
  t.is(await faultOf(outgoing.request({ url })), 'refused');
  t.is(wanted.requests.length, 1);
  await outgoing.close();
  await wanted.close();
});

test('tries the next address where the first takes no connection', async (t) => {
  const receiver = await Receiver.open((_, response) => response.end('ok'), '127.0.0.5');
  const resolve = async () => ['127.0.0.4', '127.0.0.5'].map((address) => ({ address, family: 4 }));
  const outgoing = createOutgoing({ allow: LOCAL, resolve });
  const answer = await outgoing.request({ url: `http://two.test:${receiver.port}/` });
  t.is(answer.address, '127.0.0.5');
  await receiver.close();
});

test('follows no redirect', async (t) => {
  const receiver = await Receiver.open((_, response) =>
    response.writeHead(307, { location: '/inside' }).end(),
  );
  const answer = await createOutgoing({ allow: LOCAL }).request({
    url: receiver.url,
    method: 'POST',
    body: 'x',
  });
  t.is(answer.status, 307);
  t.deepEqual(receiver.asked, ['/']);
  await receiver.close();
});

test('takes no more of an answer than it was told, also where it never ends', async (t) => {
  const piece = Buffer.alloc(65_536, 97);
  const receiver = await Receiver.open((_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(piece));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });
  const outgoing = createOutgoing({ allow: LOCAL });
  const request = { url: receiver.url, maxBytes: 100_000 };
  t.is(await faultOf(outgoing.request(request)), 'too_large');
  const cut = await outgoing.request({ ...request, beyond: 'cut' });
  t.true(cut.cut);
  t.is(cut.body.length, 100_000);
  await receiver.close();
});

test('does not unpack: a small packed answer stays small', async (t) => {
  const packed = gzipSync(Buffer.alloc(50_000_000));
  const receiver = await Receiver.open((request, response) => {
    t.is(request.headers['accept-encoding'], 'identity');
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
  });
  const outgoing = createOutgoing({ allow: LOCAL });
  const answer = await outgoing.request({ url: receiver.url, headers: { 'Accept-Encoding': 'gzip' } });
  t.is(answer.body.length, packed.length);
  await receiver.close();
});

test('the limit holds for all of it: silence, drops, headers without end, a slow look-up', async (t) => {
  const silent = await Receiver.open(() => undefined);
  const dripping = await Receiver.open((_, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write('.'), 20);
    response.on('close', () => clearInterval(drip));
  });
  const headers = createTcpServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const drip = setInterval(() => socket.write('x: y\r\n'), 20);
    socket.on('close', () => clearInterval(drip)).on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(headers, 'listening');
  const port = (headers.address() as AddressInfo).port;
  const outgoing = createOutgoing({ allow: LOCAL, resolve: () => new Promise(() => undefined) });
  for (const url of [silent.url, dripping.url, `http://127.0.0.1:${port}/`, 'http://slow.test/']) {
    t.is(await faultOf(outgoing.request({ url, timeoutMs: 300 })), 'timeout', url);
  }
  const signal = AbortSignal.timeout(50);
  t.is(await faultOf(outgoing.request({ url: silent.url, signal })), 'aborted');
  await outgoing.close();
  await silent.close();
  await dripping.close();
  headers.close();
});

test('says what went wrong: nobody there, no such name, no TLS, too many headers', async (t) => {
  const plain = await Receiver.open((_, response) => response.end());
  const large = await Receiver.open((_, response) =>
    response.writeHead(200, { big: 'x'.repeat(20_000) }).end(),
  );
  const gone = await Receiver.open((_, response) => response.end());
  const nobodyThere = gone.url;
  await gone.close();
  const resolve = async () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
  const outgoing = createOutgoing({ allow: LOCAL, resolve });
  t.is(await faultOf(outgoing.request({ url: nobodyThere })), 'unreachable');
  t.is(await faultOf(outgoing.request({ url: 'http://nowhere.test/' })), 'unknown_host');
  t.is(await faultOf(outgoing.request({ url: `https://127.0.0.1:${plain.port}/` })), 'tls');
  t.is(await faultOf(outgoing.request({ url: large.url })), 'too_large');
  await plain.close();
  await large.close();
});

test('no proxy of the environment has a say', async (t) => {
  const proxy = await Receiver.open((_, response) => response.end('proxy'));
  const receiver = await Receiver.open((_, response) => response.end('itself'));
  const before = process.env.HTTP_PROXY;
  process.env.HTTP_PROXY = proxy.url;
  const answer = await createOutgoing({ allow: LOCAL }).request({ url: receiver.url });
  if (before === undefined) delete process.env.HTTP_PROXY;
  else process.env.HTTP_PROXY = before;
  t.is(Buffer.from(answer.body).toString(), 'itself');
  t.deepEqual(proxy.asked, []);
  await proxy.close();
  await receiver.close();
});

test('tells nothing to a server that cannot prove its name, also where the process is told not to look', async (t) => {
  let asked = 0;
  const server = createTlsServer(selfSigned, (_, response) => response.end(String(asked++))).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  const outgoing = createOutgoing({ allow: LOCAL });
  t.is(await faultOf(outgoing.request({ url: `https://127.0.0.1:${port}/` })), 'tls');
  delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  t.is(asked, 0);
  server.close();
});
