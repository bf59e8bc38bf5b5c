import type { Announcements } from '../announcements.js';
import type { Clock } from '../clock.js';
import type { Principal } from './principal.js';
import { sha256 } from './secrets.js';

/** How long a verified credential is believed without looking again. */
const TTL_MS = 5000;
const BOUND = 5000;

/** A credential that was verified, and what follows from it. */
export interface Verified {
  readonly principal: Principal;
  /** The credential's own end, in milliseconds; it never outlives it here. */
  readonly endsAt?: number;
  /** Called for each use, so that the last one can be noted. Must cost nothing. */
  readonly used?: (address: string) => void;
}

interface Entry {
  readonly verified: Verified;
  readonly until: number;
}

/**
 * Verified credentials by the SHA-256 of what was sent, least recently used first out. Anything that changes
 * who may do what drops them all: such changes are rare, and nothing can be forgotten.
 */
export class CredentialCache {
  private readonly entries = new Map<string, Entry>();
  private generation = 0;

  constructor(
    private readonly clock: Clock,
    private readonly announcements: Announcements,
  ) {}

  async through(
    sent: string,
    address: string,
    verify: () => Promise<Verified | undefined>,
  ): Promise<Principal | undefined> {
    const key = sha256(sent);
    const now = this.clock.now().getTime();
    const verified = this.fresh(key, now) ?? (await this.look(key, now, verify));
    verified?.used?.(address);
    return verified?.principal;
  }

  /** In the transaction of what changes who may do what: this process and all others forget once it commits. */
  async changed(): Promise<void> {
    await this.announcements.changed('credentials', () => this.dropAll());
  }

  dropAll(): void {
    this.generation += 1;
    this.entries.clear();
  }

  private fresh(key: string, now: number): Verified | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    if (entry.until <= now) return undefined;
    this.entries.set(key, entry);
    return entry.verified;
  }

  /** What was looked up before a drop is not kept after it. */
  private async look(key: string, now: number, verify: () => Promise<Verified | undefined>) {
    const generation = this.generation;
    const verified = await verify();
    if (!verified || generation !== this.generation) return verified;
    this.entries.set(key, { verified, until: Math.min(now + TTL_MS, verified.endsAt ?? Infinity) });
    if (this.entries.size > BOUND) this.entries.delete(this.entries.keys().next().value as string);
    return verified;
  }
}
