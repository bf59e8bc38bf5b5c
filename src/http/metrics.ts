import { isIP } from 'node:net';
import type { Context, Next } from 'koa';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { equalTexts } from '../auth/secrets.js';
import { stateOf } from './state.js';

const PROXY_HEADERS = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'forwarded',
  'via',
];

/** What another room counts or knows. */
export interface Counted {
  readonly name: string;
  readonly help: string;
  /** Default: `counter`, which grows as long as the site runs. A gauge is how it stands now. */
  readonly type?: 'counter' | 'gauge';
  readonly value: () => number | Promise<number>;
}

/** Durations and counts for Prometheus, at `/metrics`: for loopback, or with the token. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly durations = new Histogram({
    name: 'koapress_http_request_duration_seconds',
    help: 'Time to answer, by surface, method and status',
    labelNames: ['surface', 'method', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });

  /** `token` is read at each call, so that it can be changed in the running site. */
  constructor(
    private readonly token: () => Promise<string | undefined>,
    counted: readonly Counted[] = [],
  ) {
    collectDefaultMetrics({ register: this.registry });
    for (const each of counted) this.show(each);
  }

  private show({ name, help, type, value }: Counted): void {
    const Kind = type === 'gauge' ? Gauge : Counter;
    new Kind({
      name,
      help,
      registers: [this.registry],
      async collect() {
        const now = await value();
        this.reset();
        this.inc(now);
      },
    });
  }

  observe(ctx: Context, seconds: number): void {
    const surface = stateOf(ctx).surface?.id ?? 'site';
    this.durations.observe({ surface, method: ctx.method, status: ctx.status }, seconds);
  }

  page = async (ctx: Context, next: Next): Promise<void> => {
    if (ctx.path !== '/metrics' || ctx.method !== 'GET') return next();
    if (!(await this.allowed(ctx))) {
      ctx.status = 403;
      ctx.body = 'Metrics are for this machine, or for bearers of the token\n';
      return;
    }
    ctx.type = this.registry.contentType;
    ctx.body = await this.registry.metrics();
  };

  private async allowed(ctx: Context): Promise<boolean> {
    if (isLoopback(stateOf(ctx).address) && !isForwarded(ctx)) return true;
    const token = await this.token();
    if (token === undefined || token === '') return false;
    return equalTexts(ctx.get('authorization'), `Bearer ${token}`);
  }
}

function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

/**
 * Behind a proxy on the same machine everybody comes from loopback. Each proxy leaves one of these traces: it names
 * the client or itself, keeps the public name of the host, or (nginx as it is delivered) speaks HTTP 1.0.
 */
function isForwarded(ctx: Context): boolean {
  if (PROXY_HEADERS.some((name) => ctx.get(name) !== '')) return true;
  const host = ctx
    .get('host')
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  return (host !== 'localhost' && !isLoopback(host)) || ctx.req.httpVersion === '1.0';
}
