import { buildConnector, Pool } from 'undici';

/** One place to connect to: the connection goes to `address`, whatever the name says by then. */
export interface Place {
  readonly origin: string;
  readonly address: string;
  readonly family: number;
}

const MOST_PLACES = 100;
const CONNECT_TIMEOUT_MS = 5000;

const OPTIONS = {
  connections: 16,
  pipelining: 1,
  allowH2: false,
  keepAliveTimeout: 4000,
  keepAliveMaxTimeout: 15_000,
  maxHeaderSize: 16_384,
  // One limit for the whole request is kept outside.
  headersTimeout: 0,
  bodyTimeout: 0,
};

/** Open connections by origin and address; the one unused for longest goes first. Environment proxies have no say. */
export class Connections {
  private readonly pools = new Map<string, Pool>();

  to(place: Place): Pool {
    const key = `${place.origin} ${place.address}`;
    const pool = this.pools.get(key) ?? open(place);
    this.pools.delete(key);
    this.pools.set(key, pool);
    if (this.pools.size > MOST_PLACES) this.closeOldest();
    return pool;
  }

  async close(): Promise<void> {
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  private closeOldest(): void {
    const [oldest] = this.pools;
    if (!oldest) return;
    this.pools.delete(oldest[0]);
    // What is in flight on it may end first.
    void oldest[1].close();
  }
}

function open({ origin, address, family }: Place): Pool {
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    rejectUnauthorized: true,
    allowH2: false,
    lookup: (_name, options, done) => {
      if (options.all) done(null, [{ address, family }]);
      else done(null, address, family);
    },
  } as buildConnector.BuildOptions);
  return new Pool(origin, { ...OPTIONS, connect });
}
