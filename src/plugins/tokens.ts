/** Names a service that one plugin provides and others use. Compared by name, so that copies agree. */
export interface ServiceToken<T> {
  readonly name: string;
  /** Never there at run time; carries the type. */
  readonly type?: T;
}

/** Names an event and its payload. Compared by name. */
export interface EventType<T> {
  readonly name: string;
  readonly type?: T;
}

/** A token for `host.provide` and `host.use`; name it after the plugin: `billing.customers`. */
export function serviceToken<T>(name: string): ServiceToken<T> {
  return { name };
}

/** An event for `db.publish` and `host.on`; name it after plugin, noun and what happened: `billing.customer.changed`. */
export function eventType<T>(name: string): EventType<T> {
  return { name };
}
