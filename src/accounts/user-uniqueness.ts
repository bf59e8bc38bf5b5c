import type { Database } from '../database/database.js';
import { ProblemError } from '../http/problem.js';
import { normalized } from './normalized.js';
import { type User, type UserProfile, type UserRow, users } from './user.js';

/** A login may not be somebody else's e-mail address either: both sign in. */
export async function assertNamesFree(db: Database, login: string, email: string): Promise<void> {
  if (await takenName(db, login)) {
    conflict('login', 'existing_user_login', 'Sorry, that username already exists!');
  }
  if (await takenName(db, email)) {
    conflict('email', 'existing_user_email', 'Sorry, that email address is already used!');
  }
}

export async function assertChangesFree(
  db: Database,
  before: User,
  { email, slug }: UserProfile,
): Promise<void> {
  if (email !== undefined && (await takenName(db, email, before.id))) {
    conflict('email', 'existing_user_email', 'Sorry, that email address is already used!');
  }
  if (slug !== undefined && (await taken(db, { slug }, before.id))) {
    conflict('slug', 'existing_user_slug', 'Invalid slug.');
  }
}

/** The wanted one, with a number behind it when others have it. */
export async function freeSlug(db: Database, wanted: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const slug = number === 1 ? wanted : `${wanted}-${number}`;
    if (!(await taken(db, { slug }))) return slug;
  }
}

async function takenName(db: Database, name: string, exceptId?: number): Promise<boolean> {
  const key = normalized(name);
  return (await taken(db, { loginKey: key }, exceptId)) || (await taken(db, { emailKey: key }, exceptId));
}

async function taken(db: Database, match: Partial<UserRow>, exceptId?: number): Promise<boolean> {
  const row = await db.site(users).where(match).first();
  return row !== undefined && row.id !== exceptId;
}

function conflict(field: string, reason: string, message: string): never {
  throw new ProblemError('conflict', message, { field, reason });
}
