import { deepStrictEqual } from 'node:assert';
import { randomUUID } from 'node:crypto';
import type { Contender } from './arena.js';
import { type Answer, once, type Shot } from './load.js';

/** The same requests for both contenders. */
export interface Case {
  readonly name: string;
  readonly status: number;
  /** It writes: no answer is like the one before. */
  readonly writes?: boolean;
  /** Requests of one contender; they are sent in turn. */
  shots(contender: Contender): readonly Shot[];
}

const GETS = 500;
const LIST = '/clients?status=active&per_page=20';
/** The last but some of 425 pages. */
const DEEP_PAGE = 400;

export function getOne(count: number): Case {
  const ids = Array.from({ length: GETS }, (_, n) => 1 + ((n * 7919) % count));
  return {
    name: 'get one',
    status: 200,
    shots: (contender) => ids.map((id) => contender.request('GET', `/clients/${id}`)),
  };
}

export const listWithoutTotal = list('list without total', `${LIST}&total=false`);
export const listWithTotal = list('list with total', LIST);
export const deepPage = list(`deep page (${DEEP_PAGE})`, `${LIST}&page=${DEEP_PAGE}`);

/** Everybody reads another page: no two requests in flight want the same rows of the list. */
export const differentPages: Case = {
  name: 'list without total, 100 different pages',
  status: 200,
  shots: (contender) =>
    Array.from({ length: 100 }, (_, n) => contender.request('GET', `${LIST}&total=false&page=${n + 1}`)),
};

export function create(path: string, body = newClient()): Case {
  return {
    name: 'create',
    status: 201,
    writes: true,
    shots: (contender) => [contender.request('POST', path, body)],
  };
}

/** Without the fields that the two APIs name differently, each time under another Idempotency-Key. */
export function createOnce(path: string): Case {
  return {
    name: 'create under a key',
    status: 201,
    writes: true,
    shots: (contender) => [
      underNewKeys(contender.request('POST', path, plainClient(), { 'Idempotency-Key': SOME_KEY })),
    ],
  };
}

const SOME_KEY = randomUUID();

function underNewKeys({ bytes, label }: Shot): Shot {
  const text = bytes.toString('utf8');
  return {
    label,
    get bytes() {
      return Buffer.from(text.replace(SOME_KEY, randomUUID()));
    },
  };
}

function list(name: string, path: string): Case {
  return { name, status: 200, shots: (contender) => [contender.request('GET', path)] };
}

export function newClient(): Record<string, unknown> {
  return {
    name: 'Newcomer Limited',
    email: 'post@newcomer.example',
    company: 'Newcomer',
    phone: '+1 555 0199',
    website: 'https://newcomer.example',
    address: { line1: '2 Short Street', city: 'Springfield', postal_code: '62701', country: 'US' },
  };
}

/** Of the fields that all APIs name alike. */
export function plainClient(): Record<string, unknown> {
  const { address: _, ...plain } = newClient();
  return plain;
}

/** Remembers what each request was answered, and throws when the answer is another one the next time. */
export class SameAnswers {
  private readonly bodies: (Buffer | undefined)[] = [];
  private total: string | undefined;

  constructor(
    private readonly measured: Case,
    private readonly kept: number,
  ) {}

  check(answer: Answer, n: number): void {
    const { status, writes } = this.measured;
    if (answer.status !== status) throw wrong(answer, `${answer.status} instead of ${status}`);
    if (writes) return;
    const known = this.bodies[n % this.kept];
    const total = totalOf(answer);
    if (!known) {
      this.bodies[n % this.kept] = Buffer.from(answer.body);
      this.total ??= total;
    } else if (!known.equals(answer.body)) {
      throw wrong(answer, 'another body than before');
    }
    if (total !== this.total) throw wrong(answer, `total ${total} instead of ${this.total}`);
  }
}

/** Throws unless both answer the same rows, field for field, and the same total. */
export async function assertSame(measured: Case, site: Contender, floor: Contender): Promise<void> {
  const shots = [measured.shots(site), measured.shots(floor)] as const;
  for (const [n, ofSite] of shots[0].entries()) {
    const ofFloor = shots[1][n] as Shot;
    const left = await once(site.server.target, ofSite);
    const right = await once(floor.server.target, ofFloor);
    if (left.status !== measured.status) throw wrong(left, `${ofSite.label}: ${left.status}`);
    if (right.status !== measured.status) throw wrong(right, `${ofFloor.label}: ${right.status}`);
    deepStrictEqual(
      { total: totalOf(left), data: shared(left) },
      { total: totalOf(right), data: shared(right) },
      ofSite.label,
    );
    if (n >= 20) return;
  }
}

export function totalOf({ head }: Answer): string | undefined {
  return /x-wp-total: (\d+)/i.exec(head)?.[1];
}

function shared({ body }: Answer): unknown {
  return JSON.parse(body.toString('utf8')).data;
}

export function wrong(answer: Answer, what: string): Error {
  return new Error(`${what}\n${answer.head}\n\n${answer.body.toString('utf8').slice(0, 500)}`);
}
