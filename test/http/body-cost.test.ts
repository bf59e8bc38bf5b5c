import test from 'ava';
import { parseForm } from '../../src/http/form-fields.js';
import { startHttp } from './http-site.js';

test('a form that is one long list costs what its length costs, not its square', (t) => {
  const count = 250_000;
  // The quadratic way took minutes for it, and a test file has three.
  const fields = parseForm('a[]=x&'.repeat(count));
  t.is((fields.a as unknown[]).length, count);
});

test('lists in forms keep their order, and a single value goes before them', (t) => {
  t.deepEqual(parseForm('a[]=1&a[]=2&b=3&a[7]=4'), { a: ['1', '2', '4'], b: '3' });
  t.deepEqual(parseForm('a=12&a[]=3'), { a: ['12', '3'] });
});

test('thousands of faults are not answered with thousands of sentences', async (t) => {
  const site = await startHttp();
  const body = JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`k${n}`, 1])));
  const headers = { authorization: 'Bearer things:write', 'content-type': 'application/json' };
  const answer = await fetch(`${site.url}/api/things`, { method: 'POST', headers, body });
  t.is(answer.status, 400);
  const { error } = (await answer.json()) as { error: { details: unknown[] } };
  t.is(error.details.length, 100);
  await site.stop();
});
