import { type HostRequest, Page, type Principal, ProblemError, principalOf, reaches } from '#host';
import type { User } from '../../accounts/user.js';
import type { UserOrder } from '../../accounts/user-search.js';
import type { Users } from '../../accounts/users.js';
import type { SessionRenewal } from './session-renewal.js';
import { refuseAbove } from './standing-above.js';
import {
  type DeletedUser,
  editViewOf,
  embeddedOf,
  type UserView,
  viewOf,
  withoutLinks,
} from './user.view.js';
import type { UserEditor } from './user-editor.js';
import type { Context, NewUserBody, Order, OrderBy, UserChange } from './user-parameters.js';
import type { UserStandings } from './user-standing.js';

/** What a list was asked for, in the words of the caller. */
export interface AskedUsers {
  readonly context: Context;
  readonly page: number;
  readonly per_page: number;
  readonly search?: string;
  readonly exclude?: readonly number[];
  readonly include?: readonly number[];
  readonly offset?: number;
  readonly order: Order;
  readonly orderby: OrderBy;
  readonly slug?: readonly string[];
  readonly roles?: readonly string[];
}

const ORDERS: Readonly<Record<OrderBy, UserOrder>> = {
  id: 'id',
  include: 'include',
  name: 'name',
  registered_date: 'registered',
  slug: 'slug',
  include_slugs: 'slugs',
  email: 'email',
  url: 'url',
};

/** Orders that would tell something of what is not shown. */
const PRIVATE_ORDERS: ReadonlySet<OrderBy> = new Set<OrderBy>(['email', 'registered_date']);

interface Needs {
  readonly users: Users;
  readonly standings: UserStandings;
  readonly editor: UserEditor;
  readonly renewal: SessionRenewal;
  readonly siteUrl: string;
}

/** Where requests about users are received: who may see or change whom, and how it is shown. */
export class UserDesk {
  constructor(private readonly needs: Needs) {}

  async list(principal: Principal | null, asked: AskedUsers): Promise<Page<UserView>> {
    const mayList = principal !== null && reaches(principal, 'users:read', 'site');
    if (!mayList) {
      refusePrivate(principal, asked);
      return new Page<UserView>([], { kind: 'page', page: asked.page, perPage: asked.per_page }, 0);
    }
    const found = await this.needs.users.list({
      search: trimmed(asked.search),
      ids: given(asked.include),
      except: given(asked.exclude),
      slugs: given(asked.slug),
      offset: asked.offset,
      page: asked.page,
      perPage: asked.per_page,
      orderBy: ORDERS[asked.orderby],
      direction: asked.order,
      ...(given(asked.roles) ? { roles: asked.roles, orgId: principal.orgId } : {}),
    });
    const views = await this.views(principal, found.items, asked.context);
    return new Page(views, found.window, found.total);
  }

  async get(actor: Principal, id: number, context: Context): Promise<UserView> {
    const mayList = reaches(actor, 'users:read', 'site');
    if (!mayList && actor.userId !== id) {
      if (context === 'edit')
        throw denied(actor, 'rest_forbidden_context', 'You are not allowed to edit this user.');
      throw denied(actor, 'rest_user_cannot_view', 'You are not allowed to list users.');
    }
    const [view] = await this.views(actor, [await this.needs.users.get(id)], context);
    return view as UserView;
  }

  async create(actor: Principal, body: NewUserBody): Promise<{ view: UserView; location: string }> {
    const user = await this.needs.editor.create(actor, body);
    const location = `${this.needs.siteUrl}/wp-json/wp/v2/users/${user.id}`;
    return { view: await this.editView(actor, user), location };
  }

  async update(request: HostRequest, id: number, change: UserChange): Promise<UserView> {
    const actor = principalOf(request);
    const user = await this.known(actor, id);
    const changed = await this.needs.editor.update(actor, user, change);
    if (change.password !== undefined) await this.needs.renewal.after(request, changed);
    return this.editView(actor, changed);
  }

  async remove(actor: Principal, id: number, force: boolean, reassign: string): Promise<DeletedUser> {
    const user = await this.needs.users.get(id);
    refuseAbove(actor, user, 'rest_user_cannot_delete');
    if (!force) {
      const message = "Users do not support trashing. Set 'force=true' to delete.";
      throw new ProblemError('conflict', message, { reason: 'rest_trash_not_supported' });
    }
    await this.checkReassign(id, reassign);
    const standing = await this.needs.standings.of(actor, user);
    await this.needs.users.delete(actor, id);
    return { deleted: true, previous: withoutLinks(user, standing, this.needs.siteUrl) };
  }

  /** Whoever may not change others learns nothing of who exists. */
  private async known(actor: Principal, id: number): Promise<User> {
    if (actor.userId !== id && !reaches(actor, 'users:write', 'site')) {
      throw denied(actor, 'rest_cannot_edit', 'You are not allowed to edit this user.');
    }
    return this.needs.users.get(id);
  }

  private async checkReassign(id: number, reassign: string): Promise<void> {
    if (reassign === '' || reassign === 'false') return;
    if (!/^\d{1,15}$/.test(reassign)) {
      const message = 'Invalid user parameter(s).';
      throw new ProblemError('invalid', message, {
        details: [{ field: 'reassign', rule: 'reference', message }],
      });
    }
    if (Number(reassign) !== id && (await this.needs.users.byId(Number(reassign)))) return;
    const message = 'Invalid user ID for reassignment.';
    throw new ProblemError('unprocessable', message, { reason: 'rest_user_invalid_reassign' });
  }

  private async editView(actor: Principal, user: User): Promise<UserView> {
    return editViewOf(user, await this.needs.standings.of(actor, user), this.needs.siteUrl);
  }

  private async views(actor: Principal, users: readonly User[], context: Context): Promise<UserView[]> {
    const { siteUrl, standings } = this.needs;
    if (context === 'view') return users.map((user) => viewOf(user, siteUrl));
    if (context === 'embed') return users.map((user) => embeddedOf(user, siteUrl));
    const found = await standings.ofAll(actor, users);
    return users.map((user, index) => editViewOf(user, found[index] as (typeof found)[number], siteUrl));
  }
}

function refusePrivate(principal: Principal | null, { context, roles, orderby }: AskedUsers): void {
  if (context === 'edit')
    throw denied(principal, 'rest_forbidden_context', 'You are not allowed to edit users.');
  if (roles) throw denied(principal, 'rest_user_cannot_view', 'You are not allowed to filter users by role.');
  if (PRIVATE_ORDERS.has(orderby)) {
    throw denied(
      principal,
      'rest_forbidden_orderby',
      'You are not allowed to order users by this parameter.',
    );
  }
}

function denied(principal: Principal | null, reason: string, message: string): ProblemError {
  return new ProblemError(principal ? 'forbidden' : 'unauthenticated', message, { reason });
}

/** An empty list is no filter. */
function given<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list && list.length > 0 ? list : undefined;
}

/** WordPress writes `*word*` where it means anywhere. */
function trimmed(search: string | undefined): string | undefined {
  return search?.replace(/^\*+|\*+$/g, '');
}
