import type { Config } from '../config.js';
import { HOST_VERSION } from '../version.js';

/** What somebody needs who has just started the site. */
export interface StartFacts {
  readonly config: Config;
  /** The administrator made by this start; `password` only where it was generated. */
  readonly made: { readonly login: string; readonly password: string | null } | null;
}

/** For people. A generated password stands here and nowhere else. */
export function banner(facts: StartFacts): string {
  const { url, docs, login } = announcement(facts);
  const rows: readonly (readonly [string, string])[] = [
    ['Site', url],
    ['API explorer', docs],
    ['Sign in', `${url}/wp-login.php`],
    ['Login', login],
    ['Password', passwordLine(facts)],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(14)}${value}`);
  return `\n  Koapress ${HOST_VERSION} is running. Ctrl+C stops it.\n\n${lines.join('\n')}\n\n`;
}

/** For programs. */
export function announcement({ config, made }: StartFacts) {
  const login = made?.login ?? config.admin.login;
  return {
    url: config.siteUrl,
    docs: `${config.siteUrl}/docs`,
    login,
    ...(made?.password && { password: made.password }),
  };
}

function passwordLine({ config, made }: StartFacts): string {
  if (made?.password) return `${made.password}   (shown only this once)`;
  if (made) return 'the one in ADMIN_PASSWORD';
  return `as before; a new one: npx koapress user set-password ${config.admin.login}`;
}
