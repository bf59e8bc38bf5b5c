import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Context } from 'koa';
import { RequestState, stateOf } from '../state.js';
import type { BatchEntry } from './batch-request.js';

/** These belong to the outer request alone: who is asking and how it travels. */
const OUTER_ONLY = new Set([
  'authorization',
  'cookie',
  'x-api-key',
  'x-wp-nonce',
  'x-http-method-override',
  'x-koapress-organization',
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'content-encoding',
]);

/** A request inside another one: no connection of its own, the same caller, its body already read. */
export function innerContext(outer: Context, entry: BatchEntry): Context {
  const request = new IncomingMessage(new Socket());
  request.method = entry.method;
  request.url = `/wp-json${entry.path}`;
  const own = Object.entries(entry.headers).filter(([name]) => !OUTER_ONLY.has(name));
  request.headers = {
    host: outer.get('host'),
    'content-type': 'application/json',
    ...Object.fromEntries(own),
  };
  const inner = outer.app.createContext(request, new ServerResponse(request)) as Context;
  const { requestId, siteUrl, address, log, principal } = stateOf(outer);
  const state = new RequestState(requestId, siteUrl, address, log);
  state.principal = principal;
  inner.state = state;
  inner.request.body = structuredClone(entry.body);
  return inner;
}
