import type { Config } from '../config.js';
import { HOST_VERSION } from '../version.js';

/** The administrator made by this start; `password` only where it was generated. */
export interface FirstLogin {
  readonly login: string;
  readonly password: string | null;
}

/** What somebody needs who has just started the site. A generated password stands here and nowhere else. */
export function banner(config: Config, made: FirstLogin | null): string {
  const rows: readonly (readonly [string, string])[] = [
    ['Site', config.siteUrl],
    ['API explorer', `${config.siteUrl}/docs`],
    ['Sign in', `${config.siteUrl}/wp-login.php`],
    ['Login', made?.login ?? config.admin.login],
    ['Password', passwordLine(config, made)],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(14)}${value}`);
  return `\n  Koapress ${HOST_VERSION} is running. Ctrl+C stops it.\n\n${lines.join('\n')}\n\n`;
}

function passwordLine(config: Config, made: FirstLogin | null): string {
  if (made?.password) return `${made.password}   (shown only this once)`;
  if (made) return 'the one in ADMIN_PASSWORD';
  return `as before; a new one: npx koapress user set-password ${config.admin.login}`;
}
