import { gzipSync } from 'node:zlib';
import { BODY_LIMIT } from '../../src/http/body.js';
import type { Headers } from '../matrix/exchange.js';

/** A body that is wrong as a whole. */
export interface OddBody {
  readonly title: string;
  readonly raw: string | Uint8Array;
  readonly headers?: Headers;
  /** What the answer must be on surfaces that read strictly. */
  readonly status: readonly number[];
  /** WordPress passes over what it cannot read and then misses its fields, or needs none. */
  readonly lenient?: readonly number[];
}

const plain = { 'content-type': 'text/plain' };
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

/** `name`: a text field of the operation. */
export function oddBodies(name: string): OddBody[] {
  const field = JSON.stringify(name);
  return [
    ...[`{${field}: `, `{${field}: 'x'}`, '{', `{${field}: NaN}`, `{${field}: "a"} trailing`, '\u0000'].map(
      (raw) => ({ title: `malformed ${raw}`, raw, status: [400] }),
    ),
    ...['[]', '"text"', '12', 'null', 'true', '[{}]'].map((raw) => ({
      title: `no object: ${raw}`,
      raw,
      status: [400],
      lenient: [200, 201, 400],
    })),
    ...malformedText(field),
    ...traps(field),
    { title: 'plain text', raw: '{}', headers: plain, status: [415], lenient: [200, 201, 400] },
    {
      title: 'XML',
      raw: '<x/>',
      headers: { 'content-type': 'application/xml' },
      status: [415],
      lenient: [200, 201, 400],
    },
    {
      title: 'a form',
      raw: 'a=1',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      status: [415],
      lenient: [200, 201, 400],
    },
    {
      title: 'compressed',
      raw: gzipSync('{}'),
      headers: { 'content-encoding': 'gzip' },
      status: [415],
    },
    { title: 'over the limit', raw: `{${field}:"${'a'.repeat(BODY_LIMIT)}"}`, status: [413] },
  ];
}

function malformedText(field: string): OddBody[] {
  return [
    { title: 'broken UTF-8', raw: bytes(`{${field}:"a`, [0xff, 0xfe], '"}'), status: [400] },
    { title: 'an overlong slash', raw: bytes(`{${field}:"`, [0xc0, 0xaf], '"}'), status: [400] },
    {
      title: 'half a character in bytes',
      raw: bytes(`{${field}:"`, [0xed, 0xa0, 0x80], '"}'),
      status: [400],
    },
    { title: 'a cut character', raw: bytes(`{${field}:"`, [0xf0, 0x9f], '"}'), status: [400] },
  ];
}

function traps(field: string): OddBody[] {
  return [
    { title: 'half a character', raw: `{${field}:"\\ud800"}`, status: [400] },
    { title: 'half a character in a name', raw: '{"\\udfff":1}', status: [400] },
    { title: '__proto__', raw: `{"__proto__":{"admin":true}}`, status: [400] },
    { title: '__proto__ in escapes', raw: '{"\\u005f_proto__":{"admin":true}}', status: [400] },
    {
      title: 'constructor',
      raw: '{"constructor":{"prototype":{"admin":true}}}',
      status: [400, 422],
      lenient: [200, 201, 400],
    },
    {
      title: 'very deep',
      raw: `{${field}:${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
      status: [400, 422],
      lenient: [200, 201, 400],
    },
    {
      title: 'deep and escaped',
      raw: `{${field}:${'["\\u0061",'.repeat(5000)}1${']'.repeat(5000)}}`,
      status: [400, 422],
      lenient: [200, 201, 400],
    },
  ];
}
