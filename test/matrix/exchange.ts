import type { Json } from '../contract/documents.js';

/** What a credential is on the wire. */
export type Headers = Readonly<Record<string, string>>;

export interface Call {
  readonly method: string;
  /** From the origin, parameters filled in; may carry a query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Headers;
}

export interface Answer {
  readonly status: number;
  readonly headers: globalThis.Headers;
  readonly text: string;
  /** The parsed body; undefined when it is no JSON. */
  readonly body: unknown;
}

/** Sends one request and reads the whole answer. Redirects are answers. */
export async function exchange(url: string, call: Call): Promise<Answer> {
  const query = call.query ? `${call.path.includes('?') ? '&' : '?'}${new URLSearchParams(call.query)}` : '';
  const body = call.raw ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url + call.path + query, {
    method: call.method.toUpperCase(),
    headers: { ...type, ...call.headers },
    body: body as RequestInit['body'],
    redirect: 'manual',
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The path of an operation with its places filled. */
export function filled(template: string, params: Readonly<Record<string, string | number>> = {}): string {
  return template.replace(/\{([^}]+)\}/g, (_, name: string) => {
    if (!(name in params)) throw new Error(`${template}: nothing for ${name}`);
    return String(params[name]).split('/').map(encodeURIComponent).join('/');
  });
}

/** What stands in the surface's envelope. */
export function dataOf(answer: Answer): Json {
  return ((answer.body as Json | undefined)?.data ?? {}) as Json;
}
