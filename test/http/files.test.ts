import test from 'ava';
import { file } from '../../src/http/file-answer.js';
import { surfaces } from '../../src/http/surfaces/index.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { startSite } from '../support/site.js';
import { FIXTURE_PLUGINS } from '../wordpress/fixture-plugins.js';
import { PAPER, thingsPath } from './conformance-unit.js';
import { startHttp } from './http-site.js';

const AS_SAVED = `attachment; filename="Rechnung Muller.pdf"; filename*=UTF-8''Rechnung%20M%C3%BCller.pdf`;

test('every surface answers a file as its bytes, whatever is asked of documents', async (t) => {
  const site = await startHttp();
  t.teardown(site.stop);
  for (const surface of surfaces) {
    const documents = surface.base.startsWith('/wp-json') ? ['?_fields=id', '?_envelope'] : [];
    for (const query of ['', ...documents]) {
      const address = `${site.url}${thingsPath(surface)}/paper${query}`;
      const headers = { authorization: 'Bearer things:read' };
      const answer = await fetch(address, { headers });
      const named = `${surface.id}${query}`;
      t.is(answer.status, 200, named);
      t.deepEqual(Buffer.from(await answer.arrayBuffer()), PAPER, named);
      t.is(answer.headers.get('content-type'), 'application/pdf', named);
      t.is(answer.headers.get('content-length'), String(PAPER.length), named);
      t.is(answer.headers.get('content-disposition'), AS_SAVED, named);
      t.is(answer.headers.get('cache-control'), 'no-store', named);
      t.is(answer.headers.get('x-content-type-options'), 'nosniff', named);
      const head = await fetch(address, { headers, method: 'HEAD' });
      t.is(head.headers.get('content-length'), String(PAPER.length), named);
    }
  }
});

test('a file is not kept under an Idempotency-Key, but made again', async (t) => {
  const site = await startHttp();
  t.teardown(site.stop);
  for (const surface of surfaces.filter(({ idempotency }) => idempotency)) {
    for (let time = 0; time < 2; time++) {
      const headers = { authorization: 'Bearer things:read', 'idempotency-key': 'a paper' };
      const answer = await fetch(`${site.url}${thingsPath(surface)}/paper`, { method: 'POST', headers });
      t.deepEqual(Buffer.from(await answer.arrayBuffer()), PAPER, surface.id);
      t.is(answer.headers.get('idempotent-replayed'), null);
    }
  }
});

test('a name in any letters is written so that no header breaks', async (t) => {
  const written = (name: string) => file(PAPER, { type: 'text/plain', name }).facts.name;
  t.is(written('../../etc/passwd'), '.._.._etc_passwd');
  t.is(written('a\r\nSet-Cookie: x'), 'a__Set-Cookie: x');
  t.is(written('half \ud800'), 'half \ufffd');
  t.is(written(''), 'file');
});

test('the OpenAPI document says that an operation answers a file, and of which type', async (t) => {
  const site = await startSite(databases[0] as TestDatabase, { pluginsDir: FIXTURE_PLUGINS });
  t.teardown(site.stop);
  await site.host.plugins.activate('papers', site.actor);
  const { body } = await site.request('/openapi/agency-os.json');
  const binary = { schema: { type: 'string', format: 'binary' } };
  const content = (path: string) => body.paths[path].get.responses['200'].content;
  t.deepEqual(content('/papers/report'), { 'application/pdf': binary, 'text/csv': binary });
  t.deepEqual(content('/papers/image'), { 'application/octet-stream': binary });
  t.false(JSON.stringify(body).includes('koapress.file'));
  const image = await site.request('/wp-json/agency-os-ai/v1/papers/image?_envelope', { auth: site.admin });
  t.is(image.body, 'GIF89a');
  t.is(image.headers.get('content-disposition'), 'inline; filename="a.gif"');
  t.is(image.headers.get('cache-control'), 'max-age=60');
});
