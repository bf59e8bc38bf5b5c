import { Controller, Get, Request, Route, Security, Tags } from '@tsoa/runtime';
import type { Users } from '../../accounts/users.js';
import type { ApiKeys } from '../../auth/api-keys.js';
import type { Principal } from '../../auth/principal.js';
import type { ScopeRegistry } from '../../auth/scope-registry.js';
import { type HostRequest, principalOf } from '../../http/controllers.js';
import type { NotificationsRoom } from '../../notifications/create-notifications.js';
import type { SelfUser } from './self-user.view.js';

export interface HostingServices {
  readonly users: Users;
  readonly apiKeys: ApiKeys;
  readonly scopes: ScopeRegistry;
  readonly notifications: NotificationsRoom;
}

@Route('users')
@Tags('Users')
export class UsersController extends Controller {
  constructor(private readonly services: HostingServices) {
    super();
  }

  /** Fetch the authenticated user. */
  @Get('me')
  @Security('principal', [])
  async getCurrentUser(@Request() request: HostRequest): Promise<SelfUser> {
    const actor = principalOf(request);
    return { ...(await this.owner(actor)), effective_scopes: this.scopesOf(actor) };
  }

  private async owner(actor: Principal): Promise<Omit<SelfUser, 'effective_scopes'>> {
    if (actor.userId === null) {
      const key = await this.services.apiKeys.get(actor, actor.credential.id);
      return { id: key.publicId, name: key.name, email: '', created_at: key.createdAt.toISOString() };
    }
    const { publicId, name, email, registeredAt } = await this.services.users.get(actor.userId);
    return { id: publicId, name, email, created_at: registeredAt.toISOString() };
  }

  private scopesOf({ orgScopes, siteScopes }: Principal): string[] {
    const { scopes } = this.services;
    return [...scopes.spellOut('organization', orgScopes), ...scopes.spellOut('site', siteScopes)];
  }
}
