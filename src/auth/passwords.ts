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

/** Of a random text that nobody knows; costs what a real one costs. A test holds it to the figures above. */
const DECOY =
  '$argon2id$v=19$m=19456,t=2,p=1$OVL/X6H1Az780u76AAMUSQ$eW+PGgEHobwNGpeTw5UAgK1BEjVVW47TWcKBfmZXr1U';

const AT_ONCE = 2;
const QUEUE = 16;

/** Hashes and checks passwords, few at a time: more would take the memory and the cores from everything else. */
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly slow: PasswordFunction = argon2id) {}

  hash(password: string): Promise<string> {
    return this.inTurn(() => this.slow.hash(password));
  }

  /** Does the same work when there is no hash to compare with, so that the time tells nothing. */
  async verify(hash: string | null | undefined, password: string): Promise<boolean> {
    const fits = await this.inTurn(() => this.slow.verify(hash ?? DECOY, password));
    return fits && Boolean(hash);
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
