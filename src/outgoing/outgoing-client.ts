import type { Dispatcher } from 'undici';
import { AllowList } from './allow-list.js';
import { boundedBody } from './bounded-body.js';
import { Connections } from './connections.js';
import { faultOf, isNotConnected } from './faults.js';
import {
  type Outgoing,
  type OutgoingAnswer,
  OutgoingError,
  type OutgoingRequest,
  type OutgoingTarget,
} from './outgoing.js';
import { type Resolve, type ResolvedAddress, resolved } from './resolver.js';
import { assertAllowed, type Target, targetOf } from './target.js';

const TIMEOUT_MS = 15_000;
const MAX_BYTES = 262_144;
/** A name with a hundred addresses is not tried a hundred times. */
const MOST_ADDRESSES = 4;

/** Looks a name up once, refuses unless every address is public, and connects to one of those it has looked at. */
export class OutgoingClient implements Outgoing {
  private readonly connections = new Connections();
  private readonly allowed: AllowList;

  constructor(
    allow: readonly string[],
    private readonly resolve: Resolve,
  ) {
    this.allowed = new AllowList(allow);
  }

  check(url: string): OutgoingTarget {
    const target = targetOf(url, this.allowed);
    const trusted = target.trustedName || (target.isAddress && this.allowed.hasAddress(target.host));
    return { secure: target.url.protocol === 'https:', trusted };
  }

  async request(request: OutgoingRequest): Promise<OutgoingAnswer> {
    const { timeoutMs = TIMEOUT_MS, signal } = request;
    const target = targetOf(request.url, this.allowed);
    const limit = AbortSignal.timeout(timeoutMs);
    const stop = signal ? AbortSignal.any([limit, signal]) : limit;
    const began = performance.now();
    try {
      const answer = await until(stop, this.exchange(target, request, stop));
      return { ...answer, milliseconds: Math.round(performance.now() - began) };
    } catch (error) {
      if (signal?.aborted) throw new OutgoingError('aborted', 'The request was called off');
      if (limit.aborted) {
        throw new OutgoingError('timeout', `${target.host} has not answered within ${timeoutMs} ms`);
      }
      throw faultOf(error, target.host);
    }
  }

  close(): Promise<void> {
    return this.connections.close();
  }

  private async exchange(target: Target, request: OutgoingRequest, signal: AbortSignal) {
    const { maxBytes = MAX_BYTES, beyond = 'fail' } = request;
    const { address, response } = await this.send(target, request, signal);
    const bounded = await boundedBody(response, maxBytes, beyond);
    return { status: response.statusCode, headers: plainHeaders(response.headers), address, ...bounded };
  }

  /** To the first address that takes a connection. Nothing is sent twice. */
  private async send(target: Target, request: OutgoingRequest, signal: AbortSignal) {
    const addresses = await this.addressesOf(target);
    for (const [index, { address, family }] of addresses.entries()) {
      try {
        const pool = this.connections.to({ origin: target.url.origin, address, family });
        return { address, response: await pool.request(optionsOf(target, request, signal)) };
      } catch (error) {
        if (index === addresses.length - 1 || !isNotConnected(error) || signal.aborted) throw error;
      }
    }
    throw new OutgoingError('unknown_host', `The name ${target.host} has no address`);
  }

  private async addressesOf(target: Target): Promise<readonly ResolvedAddress[]> {
    const { host } = target;
    if (target.isAddress) return [{ address: host, family: host.includes(':') ? 6 : 4 }];
    const addresses = await resolved(this.resolve, host);
    for (const { address } of addresses) assertAllowed(target, address, this.allowed);
    return addresses.slice(0, MOST_ADDRESSES);
  }
}

function optionsOf(
  { url }: Target,
  request: OutgoingRequest,
  signal: AbortSignal,
): Dispatcher.RequestOptions {
  const { method = 'GET', headers = {}, body } = request;
  return {
    path: `${url.pathname}${url.search}`,
    method: method as Dispatcher.HttpMethod,
    // Nothing is unpacked: what is small on the line stays small here.
    headers: { 'user-agent': 'Koapress', ...lowerCase(headers), 'accept-encoding': 'identity' },
    body: body ?? null,
    signal,
  };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function plainHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : `${value}`,
    ]),
  );
}

/** Looking a name up cannot be called off: its answer then comes to nobody. */
async function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
    work.catch(() => undefined);
  }
}
