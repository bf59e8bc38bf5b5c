import type { User } from '../accounts/user.js';
import type { Host } from '../host.js';
import {
  BadUsage,
  CommandFailed,
  type CommandGroup,
  type Options,
  type Surroundings,
  textOf,
} from './command.js';
import { newPassword } from './new-password.js';
import { actingIn, onSite } from './site.js';
import { table } from './table.js';

const PER_PAGE = 100;

export const userCommands: CommandGroup = {
  name: 'user',
  description: 'people who can sign in',
  commands: [
    {
      usage: 'list',
      description: 'everybody, with their roles',
      run: (input) =>
        onSite(input, async ({ host }) => {
          const rows = await Promise.all((await everybody(host)).map((user) => view(host, user)));
          const text = rows.map(({ id, login, email, name, site_role, organizations }) => ({
            id: String(id),
            login,
            email,
            name,
            site: site_role ?? '',
            organisations: organizations.map(({ id, role }) => `${id}: ${role}`).join(', '),
          }));
          return { json: rows, text: table(text) };
        }),
    },
    {
      usage: 'create [login] [email]',
      description: 'add somebody; without a password one is made and shown',
      options: [
        ['--login <login>', 'instead of the first argument'],
        ['--email <address>', 'instead of the second argument'],
        ['--name <name>', 'how they are called'],
        ['--password <password>', 'better: --password-stdin'],
        ['--password-stdin', 'read the password from stdin'],
        [
          '--role <role>',
          'in the organisation: administrator, manager, member, viewer (default), or one of your own',
        ],
        ['--site-role <role>', 'administrator: may change the site'],
        ['--organization <id>', 'default: the first one'],
      ],
      run: (input) => onSite(input, (site) => create(input, site)),
    },
    {
      usage: 'invite <email>',
      description: 'make an account and send a link to it, by which its owner chooses a password',
      options: [
        ['--login <login>', 'default: made of the address'],
        ['--name <name>', 'how they are called'],
        ['--role <role>', 'in the organisation; default: viewer'],
        ['--site-role <role>', 'administrator: may change the site'],
        ['--organization <id>', 'default: the first one'],
      ],
      run: (input) => onSite(input, (site) => invite(input, site)),
    },
    {
      usage: 'set-password <user>',
      description: 'end their sessions and give a new password; without one it is made and shown',
      options: [
        ['--password <password>', 'better: --password-stdin'],
        ['--password-stdin', 'read the password from stdin'],
      ],
      run: (input) =>
        onSite(input, async ({ host, actor }) => {
          const user = await userNamed(host, input.args[0] ?? '');
          const { password, made } = await newPassword(input);
          await host.accounts.users.setPassword(actor, user.id, password);
          const json = { login: user.login, ...(made && { password }) };
          return { json, text: `${user.login} has a new password${made ? `: ${password}` : ''}` };
        }),
    },
    {
      usage: 'set-role <user> <role>',
      description: 'in the first organisation, or in another, or for the site',
      options: [
        ['--organization <id>', 'in which organisation'],
        ['--site', 'the role that changes the site itself: administrator, or none'],
      ],
      run: (input) => onSite(input, (site) => setRole(input, site)),
    },
  ],
};

type Input = { readonly args: readonly string[]; readonly options: Options } & Surroundings;
type SiteOf = Parameters<Parameters<typeof onSite>[1]>[0];

async function create(input: Input, site: SiteOf) {
  const { args, options } = input;
  const login = args[0] ?? textOf(options, 'login');
  const email = args[1] ?? textOf(options, 'email');
  if (!login || !email) throw new BadUsage('say who: koapress user create <login> <email>');
  const { password, made } = await newPassword(input);
  const { host } = site;
  const actor = await actingIn(site, textOf(options, 'organization'));
  const user = await host.accounts.users.create(actor, {
    login,
    email,
    password,
    name: textOf(options, 'name'),
    siteRole: textOf(options, 'siteRole') ?? null,
    membership: { orgId: actor.orgId, role: textOf(options, 'role') ?? 'viewer' },
  });
  const json = { ...(await view(host, user)), ...(made && { password }) };
  return { json, text: `Made ${user.login} (id ${user.id})${made ? `, password ${password}` : ''}` };
}

async function invite({ args, options }: Input, site: SiteOf) {
  const { accountMails, mail } = site.host.background;
  await mail.templates.ready();
  const actor = await actingIn(site, textOf(options, 'organization'));
  const { user, expiresAt } = await accountMails.invitations.invite(actor, {
    email: args[0] ?? '',
    login: textOf(options, 'login'),
    name: textOf(options, 'name'),
    siteRole: textOf(options, 'siteRole') ?? null,
    membership: { orgId: actor.orgId, role: textOf(options, 'role') ?? 'viewer' },
  });
  const expires = expiresAt.toISOString();
  const json = { ...(await view(site.host, user)), expires };
  return { json, text: `Invited ${user.email} as ${user.login}; the link works until ${expires}` };
}

async function setRole({ args, options }: Input, site: SiteOf) {
  const { host } = site;
  const user = await userNamed(host, args[0] ?? '');
  const role = args[1] ?? '';
  if (options.site) {
    await host.accounts.users.setSiteRole(site.actor, user.id, role === 'none' ? null : role);
  } else {
    const actor = await actingIn(site, textOf(options, 'organization'));
    if (await host.accounts.memberships.find(actor, user.id))
      await host.accounts.memberships.setRole(actor, actor, user.id, role);
    else await host.accounts.memberships.add(actor, { orgId: actor.orgId, userId: user.id, role });
  }
  return {
    json: await view(host, await host.accounts.users.get(user.id)),
    text: `${user.login} is ${role} now`,
  };
}

/** By login, e-mail address or id, as people write it. */
export async function userNamed(host: Host, text: string): Promise<User> {
  const byId = /^\d{1,15}$/.test(text) ? await host.accounts.users.byId(Number(text)) : undefined;
  const user = (await host.accounts.users.byLoginOrEmail(text)) ?? byId;
  if (!user) throw new CommandFailed(`no such user: ${text}`);
  return user;
}

async function everybody(host: Host): Promise<readonly User[]> {
  const found: User[] = [];
  for (let page = 1; ; page += 1) {
    const { items } = await host.accounts.users.list({
      orderBy: 'id',
      direction: 'asc',
      page,
      perPage: PER_PAGE,
    });
    found.push(...items);
    if (items.length < PER_PAGE) return found;
  }
}

async function view(host: Host, user: User) {
  const memberships = await host.accounts.memberships.of(user.id);
  return {
    id: user.id,
    login: user.login,
    email: user.email,
    name: user.name,
    site_role: user.siteRole,
    organizations: memberships.map(({ orgId, role }) => ({ id: orgId, role })),
    registered_at: user.registeredAt.toISOString(),
  };
}
