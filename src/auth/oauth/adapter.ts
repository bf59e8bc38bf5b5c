import { type Adapter, type AdapterPayload, type ClientMetadata, errors, Provider } from 'oidc-provider';
import type { OAuthClients } from './clients.js';
import type { OAuthPayload, OAuthRecords } from './records.js';

/** Of a client: what it may have at most. */
export const CLIENT_SCOPES = 'koapress_scopes';

/** A refresh that comes twice within this is a race or a repetition, not a theft. */
const RACE_MS = 5000;

const nothing = async () => undefined;

/** What the authorisation server keeps, in our tables. */
export function adapterOf(kind: string, records: OAuthRecords, clients: OAuthClients): Adapter {
  return kind === 'Client' ? clientAdapter(clients) : recordAdapter(kind, records);
}

function recordAdapter(kind: string, records: OAuthRecords): Adapter {
  return {
    upsert: (id, payload, seconds = 0) => records.save(kind, id, payload as OAuthPayload, seconds),
    async find(id) {
      const found = await records.find(kind, id);
      if (!found) return undefined;
      const { payload, usedAt } = found;
      if (!usedAt) return payload as AdapterPayload;
      refuseRace(kind, usedAt);
      return { ...payload, consumed: Math.floor(usedAt.getTime() / 1000) } as AdapterPayload;
    },
    findByUid: async (uid) => (await records.findByUid(kind, uid)) as AdapterPayload | undefined,
    findByUserCode: nothing,
    async consume(id) {
      if (!(await records.use(kind, id))) throw new errors.InvalidGrant('used already');
    },
    destroy: (id) => records.remove(kind, id),
    revokeByGrantId: (grantId) => records.removeGranted(kind, grantId),
  };
}

/**
 * A used token that comes again was stolen, or its thief was first, and all that follows from its grant ends. But of
 * several that come together, or again because an answer was lost, the later ones are only refused.
 */
function refuseRace(kind: string, usedAt: Date): void {
  const isRefresh = kind === 'RefreshToken' && Provider.ctx?.oidc.route === 'token';
  if (isRefresh && Date.now() - usedAt.getTime() < RACE_MS) throw new errors.InvalidGrant('used just now');
}

/** Clients are made by administrators alone. */
function clientAdapter(clients: OAuthClients): Adapter {
  return {
    upsert: nothing,
    async find(clientId) {
      const found = await clients.find(clientId);
      if (!found) return undefined;
      const { client, secretHash } = found;
      const asksPeople = client.redirectUris.length > 0;
      const metadata: ClientMetadata = {
        client_id: clientId,
        client_name: client.name,
        ...(secretHash === null ? {} : { client_secret: secretHash }),
        token_endpoint_auth_method: client.isPublic ? 'none' : 'client_secret_basic',
        application_type: client.isPublic ? 'native' : 'web',
        grant_types: [
          ...(asksPeople ? ['authorization_code', 'refresh_token'] : []),
          ...(client.isPublic ? [] : ['client_credentials']),
        ],
        response_types: asksPeople ? ['code'] : [],
        redirect_uris: [...client.redirectUris],
        [CLIENT_SCOPES]: client.scopes,
      };
      return metadata as AdapterPayload;
    },
    findByUserCode: nothing,
    findByUid: nothing,
    consume: nothing,
    destroy: nothing,
    revokeByGrantId: nothing,
  };
}
