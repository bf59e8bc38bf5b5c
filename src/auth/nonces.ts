import { createHmac } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { SecretKeys } from './secret-keys.js';
import { equalTexts } from './secrets.js';

/** Half of a nonce's life. */
const TICK_MS = 43_200_000;

/** The action of nonces for the REST API. */
export const REST_ACTION = 'wp_rest';

/** Ten hexadecimal digits that a page of the site got, and no foreign page can know. Bound to user and session. */
export class Nonces {
  constructor(
    private readonly keys: SecretKeys,
    private readonly clock: Clock,
  ) {}

  /** Nobody is user 0 with an empty session token. */
  create(action: string, userId: number, sessionToken: string): string {
    return nonce(this.keys.newest('nonce'), this.tick(), action, userId, sessionToken);
  }

  /** Good for this tick and the one before. */
  verify(sent: string, action: string, userId: number, sessionToken: string): boolean {
    if (!/^[0-9a-f]{10}$/.test(sent)) return false;
    const tick = this.tick();
    return this.keys
      .derive('nonce')
      .some((key) =>
        [tick, tick - 1].some((t) => equalTexts(nonce(key, t, action, userId, sessionToken), sent)),
      );
  }

  private tick(): number {
    return Math.ceil(this.clock.now().getTime() / TICK_MS);
  }
}

function nonce(key: Buffer, tick: number, action: string, userId: number, sessionToken: string): string {
  const mac = createHmac('sha256', key).update(`${tick}|${action}|${userId}|${sessionToken}`).digest('hex');
  return mac.slice(-12, -2);
}
