import { type FieldProblem, ProblemError } from '../http/problem.js';
import { normalized } from './normalized.js';
import type { UserProfile } from './user.js';

const LOGIN = /^[A-Za-z0-9_.@-]([A-Za-z0-9 _.@-]{0,58}[A-Za-z0-9_.@-])?$/;
const EMAIL = /^[^\s@<>"'(),:;\\[\]]+@[^\s@<>"'(),:;\\[\]]+\.[^\s@<>"'(),:;\\[\].]+$/;
const LIMITS = {
  name: 250,
  firstName: 191,
  lastName: 191,
  nickname: 191,
  slug: 50,
  url: 500,
  locale: 35,
} as const;

/** Letters, digits, blank and `_ . - @`: the login stands in cookies and Basic credentials between `|` and `:`. */
export function assertLogin(login: string): void {
  if (LOGIN.test(login)) return;
  refuse(
    'login',
    'pattern',
    'This username is invalid because it uses illegal characters. Please enter a valid username.',
    'rest_user_invalid_username',
  );
}

export function assertPassword(password: string): void {
  if (password === '')
    refuse('password', 'min_length', 'Passwords cannot be empty.', 'rest_user_invalid_password');
  if (password.length > 1024) {
    refuse('password', 'max_length', 'A password has at most 1024 characters.', 'rest_user_invalid_password');
  }
}

export function isEmail(text: string): boolean {
  return !tooLong(text) && EMAIL.test(text);
}

export function assertProfile(profile: UserProfile): void {
  if (profile.email !== undefined && !isEmail(profile.email)) {
    refuse('email', 'format', 'Invalid email address.', 'rest_invalid_email');
  }
  if (profile.slug !== undefined && !/^[a-z0-9][a-z0-9_-]*$/.test(profile.slug)) {
    refuse('slug', 'pattern', 'Invalid slug.', 'rest_user_invalid_slug');
  }
  if (profile.description !== undefined && Buffer.byteLength(profile.description) > 65_000) {
    refuse('description', 'max_length', 'description is too long.');
  }
  for (const [field, limit] of Object.entries(LIMITS)) {
    const value = profile[field as keyof typeof LIMITS];
    if (value !== undefined && value.length > limit) {
      refuse(field, 'max_length', `${field} must be at most ${limit} characters long.`);
    }
  }
}

/** Folding can make a text longer than it was written. */
function tooLong(email: string): boolean {
  return email.length > 190 || normalized(email).length > 190;
}

function refuse(field: string, rule: string, message: string, reason?: string): never {
  const details: FieldProblem[] = [{ field, message, rule }];
  throw new ProblemError('invalid', message, { details, reason });
}
