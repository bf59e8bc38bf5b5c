import { isIPv6 } from 'node:net';
import { normalized } from '../accounts/normalized.js';
import type { Clock } from '../clock.js';
import { againOnDuplicate } from '../database/again-on-duplicate.js';
import { type Database, siteTable } from '../database/database.js';
import { ProblemError } from '../http/problem.js';
import { sha256 } from './secrets.js';

interface AttemptsRow {
  readonly subject: string;
  readonly attempts: number;
  readonly expiresAt: Date;
}

const attemptsTable = siteTable<AttemptsRow>('kp_login_attempts', {
  key: 'subject',
  instants: ['expiresAt'],
});

export interface AttemptLimits {
  readonly perAccount: number;
  readonly perAddress: number;
  readonly windowMs: number;
}

export const DEFAULT_ATTEMPT_LIMITS: AttemptLimits = { perAccount: 10, perAddress: 100, windowMs: 900_000 };

/**
 * Failed sign-ins, counted in the database so that neither a restart nor another node forgets them. An attempt
 * counts before the password is looked at: many at once get no further than one after the other. Accounts count
 * by what was typed, whether it exists or not, and nothing is kept of it but a hash.
 */
export class LoginAttempts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly limits: AttemptLimits = DEFAULT_ATTEMPT_LIMITS,
    /** What else is counted here, apart from sign-ins. */
    private readonly other: { readonly name: string; readonly message: string } | null = null,
  ) {}

  /** Counts one attempt; throws `rate_limited` when there were too many. */
  async begin(login: string, address: string): Promise<void> {
    const { perAccount, perAddress } = this.limits;
    // First the address: one that has used up its own attempts fills no table and locks nobody out.
    await this.count(this.subject(addressSubject(address)), perAddress);
    await this.count(this.subject(accountSubject(login)), perAccount);
  }

  /** The password was right: the account's count starts anew, and the address gets its attempt back. */
  async succeeded(login: string, address: string): Promise<void> {
    await this.db.transaction(async () => {
      await this.db
        .site(attemptsTable)
        .where({ subject: this.subject(accountSubject(login)) })
        .delete();
      const rows = this.db.site(attemptsTable).where({ subject: this.subject(addressSubject(address)) });
      const row = await rows.forUpdate().first();
      if (row) await rows.update({ attempts: Math.max(0, row.attempts - 1) });
    });
  }

  /** For secrets that are random themselves: throws when this address has shown too many wrong ones. Costs one read. */
  async assertProgramMayTry(address: string): Promise<void> {
    const row = await this.db
      .site(attemptsTable)
      .where({ subject: programSubject(address) })
      .first();
    if (row && row.expiresAt > this.clock.now() && row.attempts >= this.limits.perAddress) this.refuse(row);
  }

  /** A program has shown a wrong secret, code or token. */
  async programFailed(address: string): Promise<void> {
    const { perAddress } = this.limits;
    await againOnDuplicate(this.db, () => this.increment(programSubject(address), perAddress));
  }

  /** Rows whose window is over. */
  async cleanUp(): Promise<void> {
    await this.db.site(attemptsTable).compare('expiresAt', '<', this.clock.now()).delete();
  }

  private async count(subject: string, limit: number): Promise<void> {
    const row = await againOnDuplicate(this.db, () => this.increment(subject, limit));
    if (row.attempts > limit) this.refuse(row);
  }

  private refuse(row: AttemptsRow): never {
    const retryAfter = Math.max(1, Math.ceil((row.expiresAt.getTime() - this.clock.now().getTime()) / 1000));
    throw new ProblemError(
      'rate_limited',
      this.other?.message ?? 'Too many failed sign-ins. Try again later.',
      {
        reason: 'too_many_attempts',
        data: { retryAfter },
      },
    );
  }

  private subject(subject: string): string {
    return this.other ? sha256(`${this.other.name}:${subject}`) : subject;
  }

  private async increment(subject: string, limit: number): Promise<AttemptsRow> {
    const rows = this.db.site(attemptsTable);
    const now = this.clock.now();
    const before = await rows.where({ subject }).forUpdate().first();
    if (before && before.expiresAt > now) {
      if (before.attempts > limit) return before;
      const attempts = before.attempts + 1;
      await rows.where({ subject }).update({ attempts });
      return { ...before, attempts };
    }
    const fresh = { subject, attempts: 1, expiresAt: new Date(now.getTime() + this.limits.windowMs) };
    if (before) await rows.where({ subject }).update(fresh);
    else await rows.insert(fresh);
    return fresh;
  }
}

function accountSubject(login: string): string {
  return sha256(`account:${normalized(login)}`);
}

function addressSubject(address: string): string {
  return sha256(`address:${subscriber(address)}`);
}

/** Apart from people's: a program with an old secret locks nobody out of the login. */
function programSubject(address: string): string {
  return sha256(`program:${subscriber(address)}`);
}

/** A /64 is one subscriber. */
function subscriber(address: string): string {
  return isIPv6(address) ? networkOf(address) : address;
}

function networkOf(address: string): string {
  const [head, tail] = address.replace(/%.*/, '').split('::') as [string, string | undefined];
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? [] : Array(Math.max(0, 8 - left.length - right.length)).fill('0');
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
