import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SiteProcess } from '../../faults/site-process.js';

/** In which call the site dies: before the provider hears of it, before the site hears its answer, or right after. */
export interface Death {
  readonly call: RegExp;
  readonly when: 'unheard' | 'unanswered' | 'answered';
}

/** Lies between a site and its payment provider, and kills the site in the middle of a call. */
export class DeadlyWire {
  private readonly server: Server;
  private armed: { readonly site: SiteProcess; readonly death: Death; readonly died: () => void } | undefined;

  private constructor(private readonly provider: string) {
    this.server = createServer((request, response) => {
      this.carry(request, response).catch(() => response.destroy());
    });
  }

  static async to(provider: string): Promise<DeadlyWire> {
    const wire = new DeadlyWire(provider);
    wire.server.listen(0, '127.0.0.1');
    await once(wire.server, 'listening');
    return wire;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves when the site is dead. */
  kill(site: SiteProcess, death: Death): Promise<void> {
    return new Promise((died) => {
      this.armed = { site, death, died };
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async carry(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const dying = this.armed?.death.call.test(`${request.method} ${request.url}`) ? this.armed : undefined;
    if (dying) this.armed = undefined;
    const end = async () => {
      await dying?.site.end('SIGKILL');
      dying?.died();
    };
    if (dying?.death.when === 'unheard') return end();
    const answer = await this.ask(request, Buffer.concat(chunks));
    if (dying?.death.when === 'unanswered') return end();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    await end();
  }

  private ask({ method = '', url = '', headers }: IncomingMessage, body: Buffer): Promise<Response> {
    const names = ['authorization', 'content-type', 'idempotency-key', 'stripe-version'];
    const kept = names.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : []));
    const sent = body.length > 0 ? { body: new Uint8Array(body) } : {};
    return fetch(this.provider + url, { method, headers: Object.fromEntries(kept), ...sent });
  }
}
