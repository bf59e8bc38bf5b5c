import type { User } from '../accounts/user.js';
import type { Users } from '../accounts/users.js';
import { ProblemError } from '../http/problem.js';
import type { LoginAttempts } from './login-attempts.js';
import type { Passwords } from './passwords.js';

/** Checks login and password. Whatever is wrong, the answer, the work and the limit are the same. */
export class SignIn {
  constructor(
    private readonly users: Users,
    private readonly passwords: Passwords,
    private readonly attempts: LoginAttempts,
  ) {}

  /** `name`: login or e-mail address. Throws `bad_credentials` or `rate_limited`. */
  async byPassword(name: string, password: string, address: string): Promise<User> {
    await this.attempts.begin(name, address);
    const found = await this.users.forSignIn(name);
    const fits = await this.passwords.verify(found?.passwordHash, password);
    if (!fits || !found) {
      throw new ProblemError('bad_credentials', 'The login or the password is wrong.', {
        reason: 'incorrect_password',
      });
    }
    await this.attempts.succeeded(name, address);
    return found.user;
  }

  /** For changes that ask for the present password again. */
  async confirms(userId: number, password: string): Promise<boolean> {
    return this.passwords.verify(await this.users.passwordHash(userId), password);
  }
}
