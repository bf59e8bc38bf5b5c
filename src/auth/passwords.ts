import * as argon2 from '@node-rs/argon2';
import { ProblemError } from '../http/problem.js';

/** The slow function itself; tests count its calls. */
export interface PasswordFunction {
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
}

/** argon2id is the package's own default; its enum does not exist at run time. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const argon2id: PasswordFunction = {
  hash: (password) => argon2.hash(password, COST),
  verify: (hash, password) => argon2.verify(hash, password),
};

const AT_ONCE = 2;
const QUEUE = 16;

/** Hashes and checks passwords, few at a time: more would take the memory and the cores from everything else. */
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private decoy: Promise<string> | undefined;

  constructor(private readonly slow: PasswordFunction = argon2id) {}

  hash(password: string): Promise<string> {
    return this.inTurn(() => this.slow.hash(password));
  }

  /** Does the same work when there is no hash to compare with, so that the time tells nothing. */
  async verify(hash: string | null | undefined, password: string): Promise<boolean> {
    const compared = hash ?? (await this.decoyHash());
    const fits = await this.inTurn(() => this.slow.verify(compared, password));
    return fits && Boolean(hash);
  }

  /** Makes the decoy ahead, so that the first unknown login costs no more than the next. */
  async prepare(): Promise<void> {
    await this.decoyHash();
  }

  private decoyHash(): Promise<string> {
    this.decoy ??= this.slow.hash('nobody has this password');
    return this.decoy;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) await this.turn();
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= QUEUE) {
      throw new ProblemError('rate_limited', 'Too many sign-ins at once. Try again in a moment.', {
        data: { retryAfter: 1 },
      });
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
