import { AsyncLocalStorage } from 'node:async_hooks';

/** What the audit log wants to know of the request in progress. */
export interface RequestContext {
  readonly requestId: string;
  readonly address: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Undefined outside a request: in commands, cron jobs and at boot. */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}

export function runInRequest<T>(context: RequestContext, body: () => T): T {
  return storage.run(context, body);
}
