import { randomBytes } from 'node:crypto';
import type { Secrets } from '../vault/secrets.js';
import type { Endpoint } from './endpoint.js';

type Owned = Pick<Endpoint, 'orgId' | 'publicId'>;

/** Secrets of endpoints, in the vault: the present one, and for a while after a rotation the one before. */
export class EndpointSecrets {
  constructor(private readonly secrets: Secrets) {}

  /** Makes a new one, keeps the one before, and answers what is shown this once. */
  async renew(endpoint: Owned): Promise<string> {
    const before = await this.secrets.get(endpoint.orgId, endpoint.publicId);
    if (before !== undefined) await this.secrets.put(endpoint.orgId, previous(endpoint), before);
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    await this.secrets.put(endpoint.orgId, endpoint.publicId, secret);
    return secret;
  }

  /** Those that sign at this moment, newest first. */
  async signing(endpoint: Endpoint, now: Date): Promise<readonly string[]> {
    const present = await this.secrets.get(endpoint.orgId, endpoint.publicId);
    if (present === undefined) throw new Error(`The webhook ${endpoint.publicId} has no secret`);
    const { previousSecretUntil } = endpoint;
    if (!previousSecretUntil || previousSecretUntil <= now) return [present];
    const before = await this.secrets.get(endpoint.orgId, previous(endpoint));
    return before === undefined ? [present] : [present, before];
  }

  async delete(endpoint: Owned): Promise<void> {
    await this.secrets.delete(endpoint.orgId, endpoint.publicId);
    await this.secrets.delete(endpoint.orgId, previous(endpoint));
  }
}

function previous({ publicId }: Owned): string {
  return `${publicId}.previous`;
}
