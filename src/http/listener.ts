import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** The door: one address and port, closed without dropping a request. */
export class Listener {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private isReleasing = false;

  /** Where it listens. */
  get url(): string {
    const address = this.server?.address() as AddressInfo | null | undefined;
    if (!address) throw new Error('The site does not listen');
    return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
  }

  async open(handle: RequestListener, port: number, host: string): Promise<void> {
    this.server = createServer((request, response) => {
      if (this.isReleasing) response.setHeader('Connection', 'close');
      handle(request, response);
    });
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    this.server.listen(port, host);
    await once(this.server, 'listening');
  }

  /** Each answer ends its connection from now on: a proxy that kept one would send its next request into a closed door. */
  releaseConnections(): void {
    this.isReleasing = true;
  }

  /** No new connections; idle ones are closed, busy ones finish their request. */
  async close(): Promise<void> {
    const { server } = this;
    if (!server?.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    const sweep = setInterval(() => {
      server.closeIdleConnections();
      this.closeSilent();
    }, 50);
    await closed;
    clearInterval(sweep);
  }

  /** Browsers connect ahead of need. Node takes a connection for busy until its first request has been answered. */
  private closeSilent(): void {
    for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy();
  }
}
