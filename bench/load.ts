import { connect, type Socket } from 'node:net';

/** A request as bytes, made once and sent often. */
export interface Shot {
  readonly bytes: Buffer;
  readonly label: string;
}

export interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: Buffer;
}

export interface Target {
  readonly host: string;
  readonly port: number;
}

const HEAD_END = '\r\n\r\n';

/** One keep-alive connection, one request at a time. Far lighter than fetch, so that the servers get the cores. */
export class Lane {
  private received: Buffer = Buffer.alloc(0);
  private settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('The server closed the connection')));
  }

  static open({ host, port }: Target): Promise<Lane> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, host);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Lane(socket));
      });
    });
  }

  send(shot: Shot): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      this.socket.write(shot.bytes);
    });
  }

  close(): void {
    this.settle = undefined;
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const end = this.received.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.received.toString('latin1', 0, end);
    const length = /content-length: (\d+)/i.exec(head);
    if (!length) {
      this.fail(new Error(`An answer without a length:\n${head}`));
      return;
    }
    const start = end + HEAD_END.length;
    const whole = start + Number(length[1]);
    if (this.received.length < whole) return;
    const answer = { status: Number(head.slice(9, 12)), head, body: this.received.subarray(start, whole) };
    this.received = this.received.subarray(whole);
    const { settle } = this;
    this.settle = undefined;
    settle?.resolve(answer);
  }

  private fail(error: Error): void {
    const { settle } = this;
    this.settle = undefined;
    settle?.reject(error);
  }
}

export function shot(
  method: string,
  target: Target,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Shot {
  const text = body === undefined ? '' : JSON.stringify(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${target.host}:${target.port}`,
    'Accept: application/json',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined
      ? []
      : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`]),
  ];
  return { bytes: Buffer.from(`${lines.join('\r\n')}${HEAD_END}${text}`), label: `${method} ${path}` };
}

export interface Load {
  readonly target: Target;
  readonly lanes: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  readonly next: (n: number) => Shot;
  /** Throws when the answer is wrong. Runs for every answer. */
  readonly check: (answer: Answer, n: number) => void | Promise<void>;
}

export interface Rate {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Requests answered, warm-up included. */
  readonly answered: number;
}

/** Sends requests on all lanes for a while, each lane its next one as soon as it has its answer. */
export async function run(load: Load): Promise<Rate> {
  const lanes = await Promise.all(Array.from({ length: load.lanes }, () => Lane.open(load.target)));
  try {
    let sent = 0;
    const started = performance.now();
    const measured = started + load.warmUpMs;
    const ends = measured + load.measureMs;
    const times: number[] = [];
    let last = measured;
    const drive = async (lane: Lane) => {
      let counted = 0;
      // At least one counts on each lane, however slow the server is.
      for (let before = performance.now(); before < ends || counted === 0; ) {
        const n = sent++;
        const answer = await lane.send(load.next(n));
        const after = performance.now();
        if (before >= measured) {
          times.push(after - before);
          counted += 1;
          last = after;
        }
        const waiting = load.check(answer, n);
        if (waiting) await waiting;
        before = performance.now();
      }
    };
    await Promise.all(lanes.map(drive));
    const perSecond = (times.length * 1000) / (last - measured);
    return { perSecond, p50: median(times), p99: percentile(times, 0.99), answered: sent };
  } finally {
    for (const lane of lanes) lane.close();
  }
}

export async function once(target: Target, request: Shot): Promise<Answer> {
  const lane = await Lane.open(target);
  try {
    return await lane.send(request);
  } finally {
    lane.close();
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
