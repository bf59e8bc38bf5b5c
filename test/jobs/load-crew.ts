import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Place } from '../matrix/rows.js';

const ENTRY = fileURLToPath(new URL('./load-worker.js', import.meta.url));

/** Worker processes; one that ends without being told is followed by another. */
export class Crew {
  private readonly members = new Set<ChildProcess>();
  private readonly asleep = new Set<ChildProcess>();
  private isOver = false;

  constructor(private readonly place: Place) {}

  async add(): Promise<void> {
    const { url, dataDir } = this.place;
    const child = spawn(process.execPath, [ENTRY, JSON.stringify({ url, dataDir })], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.members.add(child);
    child.once('exit', () => {
      this.members.delete(child);
      if (!this.isOver) void this.add();
    });
    await once(child.stdout as NodeJS.ReadableStream, 'data');
  }

  killOne(): void {
    this.awake().kill('SIGKILL');
  }

  /** Stops some of them; answers how to wake them. */
  stop(count: number): () => void {
    const victims = Array.from({ length: count }, () => {
      const victim = this.awake();
      this.asleep.add(victim);
      victim.kill('SIGSTOP');
      return victim;
    });
    return () => {
      for (const victim of victims) {
        victim.kill('SIGCONT');
        this.asleep.delete(victim);
      }
    };
  }

  private awake(): ChildProcess {
    const awake = [...this.members].filter((member) => !this.asleep.has(member));
    return awake[Math.floor(Math.random() * awake.length)] as ChildProcess;
  }

  /** Tells all of them to stop; answers how they ended. */
  async end(signal: NodeJS.Signals): Promise<readonly unknown[]> {
    this.isOver = true;
    const all = [...this.members].map(async (child) => {
      const exit = once(child, 'exit');
      child.kill(signal);
      return (await exit)[0];
    });
    return Promise.all(all);
  }
}
