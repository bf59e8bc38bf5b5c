import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

const LOOK_MS = 100;

/**
 * A small reverse proxy in front of several nodes, as an operator would put one there: it asks each for readiness, takes
 * the ready ones in turn, and asks the next where nobody listened. A request that was sent is never sent again.
 */
export class Balancer {
  private readonly server: Server;
  private readonly agent = new Agent({ keepAlive: true });
  private ready: readonly string[] = [];
  private turn = 0;
  private looking: NodeJS.Timeout | undefined;

  private constructor(private nodes: readonly string[]) {
    this.server = createServer((from, to) => this.pass(from, to));
  }

  static async start(nodes: readonly string[]): Promise<Balancer> {
    const balancer = new Balancer(nodes);
    await balancer.look();
    balancer.looking = setInterval(() => void balancer.look(), LOOK_MS);
    await once(balancer.server.listen(0, '127.0.0.1'), 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Nodes that want work now. */
  get inTurn(): readonly string[] {
    return this.ready;
  }

  async change(nodes: readonly string[]): Promise<void> {
    this.nodes = nodes;
    await this.look();
  }

  async stop(): Promise<void> {
    clearInterval(this.looking);
    this.agent.destroy();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async look(): Promise<void> {
    const nodes = this.nodes;
    const answers = await Promise.all(
      nodes.map((node) =>
        fetch(`${node}/api/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    );
    this.ready = nodes.filter((_, index) => answers[index]);
  }

  private pass(from: IncomingMessage, to: ServerResponse): void {
    const chunks: Buffer[] = [];
    from.on('data', (chunk: Buffer) => chunks.push(chunk));
    from.on('end', () => {
      this.turn += 1;
      const { ready, turn } = this;
      const inOrder = ready.map((_, index) => ready[(index + turn) % ready.length] as string);
      this.tryEach(inOrder, from, Buffer.concat(chunks), to);
    });
  }

  private tryEach(nodes: readonly string[], from: IncomingMessage, body: Buffer, to: ServerResponse): void {
    const [node, ...others] = nodes;
    if (node === undefined) {
      to.writeHead(502).end('no node is ready');
      return;
    }
    const { method, headers, url } = from;
    const sent = request(`${node}${url}`, { method, headers, agent: this.agent });
    sent.on('response', (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(to);
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (to.headersSent) to.destroy();
      else if (error.code === 'ECONNREFUSED') this.tryEach(others, from, body, to);
      else to.writeHead(502).end(`${node}: ${error.message}`);
    });
    sent.end(body);
  }
}
