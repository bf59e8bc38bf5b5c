import { KEY_PREFIXES, type KeySurface } from '../auth/api-key-format.js';
import { BadUsage, type CommandGroup, listOf, type Options, textOf } from './command.js';
import { actingIn, onSite } from './site.js';
import { userNamed } from './user-commands.js';

const DAY_MS = 86_400_000;
const EXPIRES = ['--expires <when>', 'a date, an instant, or days from now: 2027-01-31, 90d'] as const;

export const applicationPasswordCommands: CommandGroup = {
  name: 'application-password',
  description: 'passwords for programs of one user, for WordPress-style APIs',
  commands: [
    {
      usage: 'create',
      description: 'make one; it is shown only this once',
      required: [
        ['--user <user>', 'login, e-mail address or id'],
        ['--name <name>', 'which program it is for'],
      ],
      options: [['--scopes <a,b>', 'reach no further than these; default: whatever the user may'], EXPIRES],
      run: (input) => {
        const expiresAt = expiry(input.options);
        return onSite(input, async ({ host, actor }) => {
          const user = await userNamed(host, textOf(input.options, 'user') ?? '');
          const { password } = await host.auth.applicationPasswords.create(actor, user.id, {
            name: textOf(input.options, 'name') ?? '',
            scopes: listOf(input.options, 'scopes') ?? null,
            expiresAt,
          });
          return {
            json: { login: user.login, password },
            text: `Login     ${user.login}\nPassword  ${password}`,
          };
        });
      },
    },
  ],
};

export const apiKeyCommands: CommandGroup = {
  name: 'api-key',
  description: 'keys of an organisation, for the ops, org and hosting APIs',
  commands: [
    {
      usage: 'create',
      description: 'make one; it is shown only this once',
      required: [
        ['--surface <ops|org|hosting>', 'which API it is for'],
        ['--name <name>', 'what it is for'],
        ['--scopes <a,b>', 'what it may do: clients:read,clients:write or *'],
      ],
      options: [
        ['--user <user>', 'reach no further than this member of the organisation'],
        ['--organization <id>', 'default: the first one'],
        EXPIRES,
      ],
      run: (input) => {
        const { options } = input;
        const surface = surfaceOf(options);
        const expiresAt = expiry(options);
        return onSite(input, async (site) => {
          const { host } = site;
          const actor = await actingIn(site, textOf(options, 'organization'));
          const owner = textOf(options, 'user');
          const { key } = await host.auth.apiKeys.create(actor, {
            surface,
            name: textOf(options, 'name') ?? '',
            scopes: listOf(options, 'scopes') ?? [],
            userId: owner === undefined ? null : (await userNamed(host, owner)).id,
            expiresAt,
          });
          return { json: { key }, text: key };
        });
      },
    },
  ],
};

function surfaceOf(options: Options): KeySurface {
  const text = textOf(options, 'surface') ?? '';
  if (Object.hasOwn(KEY_PREFIXES, text)) return text as KeySurface;
  throw new BadUsage(
    `--surface is ${JSON.stringify(text)}: it must be one of ${Object.keys(KEY_PREFIXES).join(', ')}`,
  );
}

/** A date ends with its day, in UTC. */
function expiry(options: Options): Date | null {
  const text = textOf(options, 'expires');
  if (text === undefined) return null;
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  if (days) return new Date(Date.now() + Number(days) * DAY_MS);
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const date = new Date(isDate ? `${text}T23:59:59.999Z` : text);
  if (
    (!isDate && !isInstant) ||
    Number.isNaN(date.getTime()) ||
    (isDate && !date.toISOString().startsWith(text))
  ) {
    throw new BadUsage(`--expires is ${JSON.stringify(text)}: write 2027-01-31, 2027-01-31T12:00:00Z or 90d`);
  }
  if (date.getTime() <= Date.now()) throw new BadUsage(`--expires is ${JSON.stringify(text)}: that is past`);
  return date;
}
