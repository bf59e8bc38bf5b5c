import type { Context } from 'koa';
import type { LoginCookie } from '../../auth/login-cookie.js';
import type { StartedSession } from '../../auth/sessions.js';

const TEST_COOKIE = 'wordpress_test_cookie';
const LONG_AGO = 'Thu, 01 Jan 1970 00:00:00 GMT';

interface CookiePlace {
  readonly name: string;
  readonly path: string;
}

/** Writes the cookies of a sign-in as WordPress names and places them. None is readable by scripts. */
export class LoginCookies {
  private readonly secure: boolean;
  private readonly places: readonly CookiePlace[];

  constructor(cookie: LoginCookie, siteUrl: string) {
    this.secure = siteUrl.startsWith('https:');
    const admin = `wordpress_${this.secure ? 'sec_' : ''}${cookie.hash}`;
    this.places = [
      { name: admin, path: '/wp-content/plugins' },
      { name: admin, path: '/wp-admin' },
      { name: cookie.name, path: '/' },
    ];
  }

  set(ctx: Context, started: StartedSession, now: Date): void {
    const { cookieValue, cookieMaxAge } = started;
    const end = cookieMaxAge === null ? '' : lasting(now, cookieMaxAge);
    for (const place of this.places) this.append(ctx, place, encodeURIComponent(cookieValue), end);
  }

  clear(ctx: Context): void {
    for (const place of this.places) this.append(ctx, place, '%20', `; expires=${LONG_AGO}; Max-Age=0`);
  }

  /** Comes back with the form when the browser takes cookies at all. */
  setTest(ctx: Context): void {
    this.append(ctx, { name: TEST_COOKIE, path: '/' }, 'WP%20Cookie%20check', '');
  }

  hasTest(ctx: Context): boolean {
    return ctx.cookies.get(TEST_COOKIE) !== undefined;
  }

  private append(ctx: Context, { name, path }: CookiePlace, value: string, end: string): void {
    const secure = this.secure ? '; Secure' : '';
    ctx.append('Set-Cookie', `${name}=${value}${end}; path=${path}; HttpOnly; SameSite=Lax${secure}`);
  }
}

function lasting(now: Date, seconds: number): string {
  return `; expires=${new Date(now.getTime() + seconds * 1000).toUTCString()}; Max-Age=${seconds}`;
}
