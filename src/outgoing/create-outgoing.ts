import { OutgoingClient } from './outgoing-client.js';
import { type Resolve, systemResolve } from './resolver.js';

export interface OutgoingNeeds {
  /** Networks and host names that may be called although they are internal. */
  readonly allow: readonly string[];
  /** For tests. Default: as the machine resolves names. */
  readonly resolve?: Resolve;
}

export function createOutgoing({ allow, resolve = systemResolve }: OutgoingNeeds): OutgoingClient {
  return new OutgoingClient(allow, resolve);
}
