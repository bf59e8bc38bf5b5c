import type { ServiceToken } from './tokens.js';

export interface ProvidedService {
  readonly owner: string;
  readonly token: ServiceToken<unknown>;
  readonly service: unknown;
}

/** Services that active plugins offer to others; one provider a token. Tokens are compared by name. */
export class ServiceRegistry {
  private readonly services = new Map<string, ProvidedService>();

  find(token: ServiceToken<unknown>): ProvidedService | undefined {
    return this.services.get(token.name);
  }

  add(provided: ProvidedService): void {
    this.services.set(provided.token.name, provided);
  }

  withdraw(owner: string): void {
    for (const [name, provided] of this.services) if (provided.owner === owner) this.services.delete(name);
  }
}
