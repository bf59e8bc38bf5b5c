import type { OAuthClient, OAuthClients } from '../auth/oauth/clients.js';
import type { Principal } from '../auth/principal.js';
import {
  type Answer,
  type CommandGroup,
  listOf,
  type Options,
  type Surroundings,
  textOf,
} from './command.js';
import { actingIn, onSite } from './site.js';
import { table } from './table.js';

const ORGANIZATION = ['--organization <id>', 'default: the first one'] as const;

type Input = { readonly args: readonly string[]; readonly options: Options } & Surroundings;

export const oauthClientCommands: CommandGroup = {
  name: 'oauth-client',
  description: 'programs that get access tokens for the assistants API',
  commands: [
    {
      usage: 'create',
      description: 'make one; its secret is shown only this once',
      required: [
        ['--name <name>', 'what people are told it is'],
        ['--scopes <a,b>', 'the most that its tokens may do: agents:read,agents:write or *'],
      ],
      options: [
        ['--redirect <a,b>', 'where people are led back to who allowed it to act for them'],
        ['--public', 'without a secret, for programs that cannot keep one'],
        ORGANIZATION,
      ],
      run: (input) => onClients(input, ({ clients, actor }) => create(input, clients, actor)),
    },
    {
      usage: 'list',
      description: 'those of the organisation, newest first',
      options: [ORGANIZATION],
      run: (input) =>
        onClients(input, async ({ clients, actor }) => {
          const found = (await clients.list(actor)).map(shown);
          const rows = found.map(({ client_id, name, scopes }) => ({
            'client id': client_id,
            name,
            scopes: scopes.join(','),
          }));
          return { json: found, text: table(rows) };
        }),
    },
    {
      usage: 'rotate-secret <client-id>',
      description: 'give it a new secret; the old one opens nothing any more',
      options: [ORGANIZATION],
      run: (input) =>
        onClients(input, async ({ clients, actor }) => {
          const clientId = input.args[0] ?? '';
          const secret = await clients.rotateSecret(actor, clientId);
          return { json: { client_id: clientId, client_secret: secret }, text: secret };
        }),
    },
    {
      usage: 'revoke <client-id>',
      description: 'delete it, with all its tokens',
      options: [ORGANIZATION],
      run: (input) =>
        onClients(input, async ({ clients, actor }) => {
          const clientId = input.args[0] ?? '';
          await clients.delete(actor, clientId);
          return {
            json: { client_id: clientId, revoked: true },
            text: `${clientId} and its tokens are gone`,
          };
        }),
    },
  ],
};

function onClients(
  input: Input,
  work: (site: { readonly clients: OAuthClients; readonly actor: Principal }) => Promise<Answer>,
): Promise<Answer> {
  return onSite(input, async (site) => {
    const actor = await actingIn(site, textOf(input.options, 'organization'));
    return work({ clients: site.host.auth.oauthClients, actor });
  });
}

async function create({ options }: Input, clients: OAuthClients, actor: Principal): Promise<Answer> {
  const { client, secret } = await clients.create(actor, {
    name: textOf(options, 'name') ?? '',
    scopes: listOf(options, 'scopes') ?? [],
    redirectUris: listOf(options, 'redirect') ?? [],
    isPublic: Boolean(options.public),
  });
  const { clientId } = client;
  const text = `Client id      ${clientId}${secret === null ? '' : `\nClient secret  ${secret}`}`;
  return { json: { client_id: clientId, client_secret: secret }, text };
}

function shown({ clientId, name, scopes, redirectUris, isPublic, createdAt }: OAuthClient) {
  return {
    client_id: clientId,
    name,
    scopes,
    redirect_uris: redirectUris,
    public: isPublic,
    created_at: createdAt.toISOString(),
  };
}
