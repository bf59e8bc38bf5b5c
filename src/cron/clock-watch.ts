import type { Clock } from '../clock.js';

/** Less than this is what clocks do by themselves. */
const JUMP_MS = 1500;

/** Compares the clock with one that cannot be set, and tells when it was. */
export class ClockWatch {
  private timer: NodeJS.Timeout | undefined;
  private wall = 0;
  private steady = 0;

  constructor(
    private readonly clock: Clock,
    private readonly everyMs: number,
    /** Milliseconds that it went forward, negative for backward. */
    private readonly jumped: (by: number) => void,
  ) {}

  start(): void {
    this.note();
    this.timer = setInterval(() => this.look(), this.everyMs);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const by = this.clock.now().getTime() - this.wall - (performance.now() - this.steady);
    this.note();
    if (Math.abs(by) > JUMP_MS) this.jumped(Math.round(by));
  }

  private note(): void {
    this.wall = this.clock.now().getTime();
    this.steady = performance.now();
  }
}
