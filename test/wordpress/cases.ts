import type { ExecutionContext } from 'ava';
import type { Answer, Sent } from '../support/site.js';

/** One request and what is expected of its answer. */
export interface Case extends Sent {
  /** `GET /wp/v2/users`, below `/wp-json` unless it starts with `//`. */
  readonly ask: string;
  readonly status: number;
  /** Of an error body. */
  readonly code?: string;
  /** Of the first detail of a bad parameter. */
  readonly detail?: string;
  /** The whole header; null: there is none. */
  readonly allow?: string | null;
  readonly check?: (answer: Answer) => void;
}

interface Asked {
  request(path: string, sent?: Sent): Promise<Answer>;
}

/** In order: a later case may rely on what an earlier one did. */
export async function checkAll(t: ExecutionContext, site: Asked, cases: readonly Case[]): Promise<void> {
  for (const each of cases) {
    const { ask, status, code, detail, allow, check, ...sent } = each;
    const [method = 'GET', path = ''] = ask.split(/ (.*)/);
    const answer = await site.request(path.startsWith('//') ? path.slice(1) : `/wp-json${path}`, {
      ...sent,
      method,
    });
    const named = `${ask} ${sent.body === undefined ? '' : JSON.stringify(sent.body)} → ${JSON.stringify(answer.body)}`;
    t.is(answer.status, status, named);
    if (code !== undefined) t.is(answer.body?.code, code, named);
    if (code !== undefined && answer.body?.data) t.is(answer.body.data.status, status, named);
    if (detail !== undefined) t.is(firstDetail(answer), detail, named);
    if (allow !== undefined) t.is(answer.headers.get('allow'), allow, named);
    check?.(answer);
  }
}

function firstDetail({ body }: Answer): unknown {
  const details = (body?.data?.details ?? {}) as Record<string, { code: string }>;
  return Object.values(details)[0]?.code;
}
