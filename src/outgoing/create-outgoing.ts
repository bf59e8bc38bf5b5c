import type { Outgoing } from './outgoing.js';

export interface OutgoingNeeds {
  /** Networks and host names that may be called although they are internal. */
  readonly allow: readonly string[];
}

export function createOutgoing(_needs: OutgoingNeeds): Outgoing {
  return { request: () => Promise.reject(new Error('The outgoing client is not there yet')) };
}
