import test from 'ava';
import { asksFor, EVENT_PATTERN } from '../../src/webhooks/event-patterns.js';
import { redactedHeaders, redactedText, redactedValue } from '../../src/webhooks/redaction.js';
import { retryAfterMs } from '../../src/webhooks/retry-after.js';

test('patterns ask for one event, for all that begins so, or for all', (t) => {
  t.true(asksFor(['*'], 'agency.client.created'));
  t.true(asksFor(['shop.*', 'agency.client.*'], 'agency.client.created'));
  t.true(asksFor(['agency.client.created'], 'agency.client.created'));
  t.false(asksFor(['agency.client.*'], 'agency.clients.created'));
  t.false(asksFor(['agency.*'], 'agency2.client.created'));
  t.false(asksFor(['agency.client'], 'agency.client.created'));
  t.false(asksFor([], 'agency.client.created'));
  for (const good of ['*', 'agency.*', 'agency.time_entry.*', 'a.b-c.d2']) t.regex(good, EVENT_PATTERN);
  for (const bad of ['', '.', 'a.', '*.b', 'a.*.b', 'a**', 'A.b', 'a b', 'ä.b'])
    t.notRegex(bad, EVENT_PATTERN);
});

test('tokens are masked with what stands before them, and hostile data takes no longer than other', (t) => {
  const jwt = 'eyJhbGciOiJ.eyJzdWIiOiI.c2ln';
  for (const [text, shown] of [
    [`it is ${jwt}.`, 'it is [redacted].'],
    [`my-key-${jwt} x`, '[redacted] x'],
    [`a.b.${jwt}`, 'a.b.[redacted]'],
    ['eyJhbGciOiJ alone', 'eyJhbGciOiJ alone'],
  ] as const) {
    t.is(redactedValue(text), shown);
  }
  const hostile = '-eyJaaaaaaaa'.repeat(250_000);
  t.is(redactedValue(hostile), hostile);
});

test('what looks like a secret is masked, whatever it stands in', (t) => {
  const jwt = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.sig`;
  t.deepEqual(
    redactedValue({
      user: 'ann',
      userPassword: 'x',
      nested: { Authorization: ['a'], note: `it is ${jwt}` },
      n: 1,
    }),
    {
      user: 'ann',
      userPassword: '[redacted]',
      nested: { Authorization: '[redacted]', note: 'it is [redacted]' },
      n: 1,
    },
  );
  for (const [text, shown] of [
    ['{"secret":"abc","a":1}', '{"secret":"[redacted]","a":1}'],
    ['{"secret":"abc","cut off', '{"secret":[redacted],"cut off'],
    ['a=1&access_token=abc&b=2', 'a=1&access_token=[redacted]&b=2'],
    ['Authorization: Bearer abcdef.ghi', 'Authorization: [redacted]'],
    ['use sk_live_abcdefgh12345678 now', 'use [redacted] now'],
    ['signed v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4= so', 'signed [redacted] so'],
    ['nothing here', 'nothing here'],
  ] as const) {
    t.is(redactedText(text, 500), shown);
  }
  t.is(redactedText('x'.repeat(600), 500).length, 501);
  t.deepEqual(redactedHeaders({ 'x-api-key': 'k', 'content-type': 'text/plain' }), {
    'x-api-key': '[redacted]',
    'content-type': 'text/plain',
  });
});

test('masking takes linear time', (t) => {
  for (const hostile of ['a', 'token', 'token"', 'secret: ', 'eyJ', '\\"', 'password="\\']) {
    t.is(typeof redactedText(hostile.repeat(8192 / hostile.length), 2000), 'string');
  }
});

test('how long a receiver asks to wait is read in both ways, from one second to one hour', (t) => {
  const now = new Date('2026-11-22T12:00:00Z');
  t.is(retryAfterMs('120', now), 120_000);
  t.is(retryAfterMs('Sun, 22 Nov 2026 12:05:00 GMT', now), 300_000);
  t.is(retryAfterMs('0', now), 1000);
  t.is(retryAfterMs('Sun, 22 Nov 2020 12:05:00 GMT', now), 1000);
  t.is(retryAfterMs('999999999', now), 3_600_000);
  for (const nothing of [null, '', 'soon', '-5s', '9999999999999']) {
    const wait = retryAfterMs(nothing, now);
    t.true(wait === undefined || wait <= 3_600_000, String(nothing));
  }
});
