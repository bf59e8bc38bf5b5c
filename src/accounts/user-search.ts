import type { Knex } from 'knex';
import type { Database, Direction } from '../database/database.js';
import { Page } from '../database/page.js';
import { normalized } from './normalized.js';
import { type User, userOf, users } from './user.js';

export type UserOrder = 'id' | 'include' | 'name' | 'registered' | 'slug' | 'slugs' | 'email' | 'url';

export interface UserQuery {
  /** Found anywhere in login, name and e-mail address, or as the id. */
  readonly search?: string;
  readonly ids?: readonly number[];
  readonly except?: readonly number[];
  readonly slugs?: readonly string[];
  /** Members of this organisation only, in one of these roles when given. */
  readonly orgId?: number;
  readonly roles?: readonly string[];
  readonly orderBy?: UserOrder;
  readonly direction?: Direction;
  readonly offset?: number;
  readonly page: number;
  readonly perPage: number;
}

const COLUMNS: Readonly<Record<Exclude<UserOrder, 'include' | 'slugs'>, string>> = {
  id: 'id',
  name: 'name_key',
  registered: 'registered_at',
  slug: 'slug',
  email: 'email_key',
  url: 'url',
};

/** A page of users and how many there are. `include` and `slugs` keep the order of the given list. */
export async function findUsers(db: Database, query: UserQuery): Promise<Page<User>> {
  const window = { kind: 'page', page: query.page, perPage: query.perPage } as const;
  const counted = await matching(db, query).count({ n: '*' }).first();
  const total = Number((counted as { n: number | string } | undefined)?.n ?? 0);
  const ids = await pageOfIds(db, query);
  const rows = ids.length > 0 ? await db.site(users).whereIn('id', ids).all() : [];
  const byId = new Map(rows.map((row) => [row.id, userOf(row)]));
  return new Page(
    ids.flatMap((id) => byId.get(id) ?? []),
    window,
    total,
  );
}

async function pageOfIds(db: Database, query: UserQuery): Promise<number[]> {
  const offset = query.offset ?? (query.page - 1) * query.perPage;
  const order = query.orderBy ?? 'name';
  if (order === 'include' || order === 'slugs') {
    const found = (await matching(db, query).select('id', 'slug')) as { id: number; slug: string }[];
    const place = ({ id, slug }: { id: number; slug: string }) =>
      order === 'include' ? (query.ids ?? []).indexOf(id) : (query.slugs ?? []).indexOf(slug);
    const sorted = found.sort((a, b) => place(a) - place(b) || a.id - b.id);
    return sorted.slice(offset, offset + query.perPage).map(({ id }) => id);
  }
  const direction = query.direction ?? 'asc';
  const rows = await matching(db, query)
    .select('id')
    .orderBy(COLUMNS[order], direction)
    .orderBy('id', direction)
    .limit(query.perPage)
    .offset(offset);
  return (rows as { id: number }[]).map(({ id }) => id);
}

function matching(db: Database, { search, ids, except, slugs, orgId, roles }: UserQuery): Knex.QueryBuilder {
  const builder: Knex.QueryBuilder = db.query('kp_users');
  if (ids) builder.whereIn('id', [...ids]);
  if (except) builder.whereNotIn('id', [...except]);
  if (slugs) builder.whereIn('slug', [...slugs]);
  if (search) builder.where((either) => anywhere(either, search));
  if (orgId !== undefined || roles) {
    const members = db.query('kp_memberships').select('user_id');
    if (orgId !== undefined) members.where('org_id', orgId);
    if (roles) members.whereIn('role', [...roles]);
    builder.whereIn('id', members as unknown as Knex.QueryBuilder);
  }
  return builder;
}

function anywhere(either: Knex.QueryBuilder, search: string): void {
  const text = normalized(search);
  for (const column of ['login_key', 'name_key', 'email_key'])
    either.orWhereRaw('instr(??, ?) > 0', [column, text]);
  if (/^\d{1,15}$/.test(text)) either.orWhere('id', Number(text));
}
