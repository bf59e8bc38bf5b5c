import type { Principal } from '#host';
import type { Invitations } from '../../account-mails/invitations.js';
import type { InvitationBody, InvitationView } from './invitations.controller.js';
import { inOwnWords } from './own-words.js';
import { isSomewhere, type UserStandings } from './user-standing.js';

/** Where invitations are received: whoever may make users with a password may invite as many. */
export class InvitationDesk {
  constructor(
    private readonly invitations: Invitations,
    private readonly standings: UserStandings,
  ) {}

  async invite(
    actor: Principal,
    { email, name, roles: asked, username }: InvitationBody,
  ): Promise<InvitationView> {
    const roles = await this.standings.named(actor, asked ?? []);
    const membership = isSomewhere(actor) ? { orgId: actor.orgId, role: roles.organization } : null;
    const input = { email, login: username, name, siteRole: roles.site, membership };
    const { user, expiresAt } = await inOwnWords(() => this.invitations.invite(actor, input));
    return { user_id: user.id, username: user.login, email: user.email, expires: expiresAt.toISOString() };
  }
}
