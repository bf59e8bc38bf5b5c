import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';

/** Takes webhooks of the payment provider, and looks at their signatures. */
export class WebhookTray {
  readonly events: Stripe.Event[] = [];
  refused = 0;

  private constructor(private readonly server: Server) {}

  static async open(secret: string): Promise<WebhookTray> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.statusCode = tray.take(
          Buffer.concat(chunks),
          String(request.headers['stripe-signature']),
          secret,
        );
        response.end();
      });
    });
    const tray = new WebhookTray(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return tray;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private take(body: Buffer, signature: string, secret: string): number {
    try {
      this.events.push(Stripe.webhooks.constructEvent(body, signature, secret));
      return 200;
    } catch {
      this.refused += 1;
      return 400;
    }
  }
}
