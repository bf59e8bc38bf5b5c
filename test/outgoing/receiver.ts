import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A real server on this machine that does what the test says. */
export class Receiver {
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  readonly requests: IncomingMessage[] = [];

  private constructor(private readonly server: Server) {}

  static async open(answer: RequestListener, host = '127.0.0.1'): Promise<Receiver> {
    const server = createServer((request, response) => {
      receiver.asked.push(request.url ?? '');
      receiver.requests.push(request);
      answer(request, response);
    });
    const receiver = new Receiver(server);
    server.listen(0, host);
    await once(server, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
