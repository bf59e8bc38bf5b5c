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

export function serviceToken<T>(name: string): ServiceToken<T> {
  return { name };
}

export function eventType<T>(name: string): EventType<T> {
  return { name };
}
