import { type Database, type Principal, ProblemError, reaches } from '#host';
import type { User, UserProfile } from '../../accounts/user.js';
import type { Users } from '../../accounts/users.js';
import type { FullReach } from './full-reach.js';
import { changing, inOwnWords } from './own-words.js';
import { refuseAbove } from './standing-above.js';
import type { NewUserBody, UserChange } from './user-parameters.js';
import { isSomewhere, mayNotPromote, type UserStandings } from './user-standing.js';

/** Creates and changes users as callers of WordPress' API ask for it. */
export class UserEditor {
  constructor(
    private readonly db: Database,
    private readonly users: Users,
    private readonly standings: UserStandings,
    private readonly fullReach: FullReach,
  ) {}

  async create(actor: Principal, body: NewUserBody): Promise<User> {
    if (body.id !== undefined) {
      throw new ProblemError('invalid', 'Cannot create existing user.', { reason: 'rest_user_exists' });
    }
    refuseBackslash(body.password);
    const roles = await this.standings.named(actor, body.roles ?? []);
    const { username: login, email, password } = body;
    const membership = isSomewhere(actor) ? { orgId: actor.orgId, role: roles.organization } : null;
    const input = { ...profileOf(body), login, email, password, siteRole: roles.site, membership };
    return inOwnWords(() => this.users.create(actor, input));
  }

  /** Own and others': whoever reaches `users:write` may change all, everybody else a part of oneself. */
  async update(actor: Principal, user: User, change: UserChange): Promise<User> {
    await this.assertMayChange(actor, user, change);
    if (change.username !== undefined && change.username.toLowerCase() !== user.login.toLowerCase()) {
      throw new ProblemError('unprocessable', 'Username is not editable.', {
        reason: 'rest_user_invalid_argument',
      });
    }
    const roles = change.roles && (await this.standings.named(actor, change.roles, user));
    const passwordHash = change.password === undefined ? undefined : await this.hash(change.password);
    return changing(() =>
      this.db.transaction(async () => {
        if (roles) await this.standings.give(actor, user, roles);
        await this.users.update(actor, user.id, profileOf(change, user));
        if (passwordHash !== undefined) await this.users.setPasswordHash(actor, user.id, passwordHash);
        return this.users.get(user.id);
      }),
    );
  }

  private async hash(password: string): Promise<string> {
    refuseBackslash(password);
    return this.users.hashPassword(password);
  }

  private async assertMayChange(actor: Principal, user: User, change: UserChange): Promise<void> {
    const mayChangeAll = reaches(actor, 'users:write', 'site');
    if (!mayChangeAll && actor.userId !== user.id) {
      throw new ProblemError('forbidden', 'You are not allowed to edit this user.', {
        reason: 'rest_cannot_edit',
      });
    }
    if (!mayChangeAll && change.roles !== undefined) throw mayNotPromote();
    refuseAbove(actor, user, 'rest_cannot_edit');
    const opens = change.password !== undefined || change.email !== undefined;
    if (opens || actor.userId === user.id) await this.fullReach.assert(actor, 'rest_cannot_edit');
  }
}

/** What can be set beside login, password and roles. */
function profileOf(change: UserChange, before?: User): UserProfile {
  return {
    ...defined({
      email: change.email,
      name: change.name,
      firstName: change.first_name,
      lastName: change.last_name,
      nickname: change.nickname,
      slug: change.slug,
      url: change.url,
      description: change.description,
      locale: change.locale,
    }),
    ...(change.meta ? { meta: { ...before?.meta, ...change.meta } } : {}),
  };
}

function defined(values: UserProfile): UserProfile {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** WordPress strips slashes on the way to the check of a password: one with a backslash could never be entered there. */
function refuseBackslash(password: string): void {
  if (!password.includes('\\')) return;
  const message = 'Passwords cannot contain the "\\" character.';
  const details = [{ field: 'password', rule: 'rest_user_invalid_password', message }];
  throw new ProblemError('invalid', message, { details });
}
