import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SiteProcess } from '../faults/site-process.js';
import { Balancer } from '../support/balancer.js';
import type { OpenedDatabase } from '../support/databases.js';

/** Two site processes, each with a folder of its own as on two machines, on one database behind a balancer. */
export class TwoNodes {
  private constructor(
    private readonly place: OpenedDatabase,
    private readonly env: NodeJS.ProcessEnv,
    readonly nodes: SiteProcess[],
    readonly balancer: Balancer,
  ) {}

  static async start(place: OpenedDatabase, given: NodeJS.ProcessEnv = {}): Promise<TwoNodes> {
    const env = { SECRET_KEY: 'one secret for both machines of the test', DRAIN_SECONDS: '1', ...given };
    // The first one makes the tables.
    const nodes = [await node(place, env, 0)];
    nodes.push(await node(place, env, 1));
    return new TwoNodes(place, env, nodes, await Balancer.start(nodes.map(({ url }) => url)));
  }

  get url(): string {
    return this.balancer.url;
  }

  /** As an operator restarts one: told to stop, waited for, started again. */
  async restart(index: number): Promise<void> {
    await (this.nodes[index] as SiteProcess).end('SIGTERM');
    this.nodes[index] = await node(this.place, this.env, index);
    await this.balancer.change(this.nodes.map(({ url }) => url));
  }

  async stop(): Promise<void> {
    await this.balancer.stop();
    for (const each of this.nodes) await each.end('SIGTERM');
  }
}

function node({ url, dataDir }: OpenedDatabase, env: NodeJS.ProcessEnv, index: number): Promise<SiteProcess> {
  const own = join(dataDir, `machine-${index}`);
  mkdirSync(own, { recursive: true });
  return SiteProcess.start({ url, dataDir: own }, env);
}
