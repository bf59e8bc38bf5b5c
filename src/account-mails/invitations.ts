import { slugOf } from '../accounts/normalized.js';
import type { User } from '../accounts/user.js';
import type { Users } from '../accounts/users.js';
import type { Principal } from '../auth/principal.js';
import { againOnDuplicate } from '../database/again-on-duplicate.js';
import type { Database } from '../database/database.js';
import type { AccountLinks } from './account-links.js';
import type { AccountMailer } from './account-mailer.js';

export interface NewInvitation {
  readonly email: string;
  /** Default: made of the address. */
  readonly login?: string | undefined;
  readonly name?: string | undefined;
  readonly siteRole?: string | null | undefined;
  /** Null: of no organisation. */
  readonly membership: { readonly orgId: number; readonly role: string } | null;
}

export interface Invitation {
  readonly user: User;
  readonly expiresAt: Date;
}

interface Needs {
  readonly db: Database;
  readonly users: Users;
  readonly links: AccountLinks;
  readonly mailer: AccountMailer;
}

const MOST_TRIES = 50;

/** Accounts without a password, and the link that gives them one. */
export class Invitations {
  constructor(private readonly needs: Needs) {}

  /** User, membership, link and mail stand or fall together. */
  async invite(actor: Principal, input: NewInvitation): Promise<Invitation> {
    const { db, links, mailer, users } = this.needs;
    return againOnDuplicate(db, async () => {
      const login = input.login ?? (await this.freeLogin(input.email));
      const { email, membership, name, siteRole } = input;
      const user = await users.create(actor, { login, email, name, siteRole, membership, password: null });
      const link = await links.make(user, 'invitation');
      await mailer.invitation(user, actor.name, link);
      return { user, expiresAt: link.expiresAt };
    });
  }

  private async freeLogin(email: string): Promise<string> {
    const stem = slugOf(email.replace(/@.*$/s, ''));
    for (let number = 1; number <= MOST_TRIES; number += 1) {
      const login = number === 1 ? stem : `${stem}-${number}`;
      if (!(await this.needs.users.byLogin(login))) return login;
    }
    return `${stem}-${Date.now()}`;
  }
}
