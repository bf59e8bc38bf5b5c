import type { Clock } from '../../src/clock.js';

const DAY_MS = 86_400_000;

/** The site's clock, turned back while the past is written. */
export class SeedClock implements Clock {
  private at: Date | undefined;

  now(): Date {
    return this.at ?? new Date();
  }

  set(instant: Date): void {
    this.at = instant;
  }

  release(): void {
    this.at = undefined;
  }
}

/** Days counted from today, so that the data never grows old. */
export class Calendar {
  constructor(private readonly today: Date) {}

  /** At so many minutes after midnight UTC; never later than the moment the seeds run. */
  instant(daysAgo: number, minute = 540): Date {
    const midnight = Date.UTC(this.today.getUTCFullYear(), this.today.getUTCMonth(), this.today.getUTCDate());
    return new Date(Math.min(midnight - daysAgo * DAY_MS + minute * 60_000, this.today.getTime()));
  }

  day(daysAgo: number): string {
    return new Date(this.instant(0, 0).getTime() - daysAgo * DAY_MS).toISOString().slice(0, 10);
  }

  isWorkday(daysAgo: number): boolean {
    const weekday = this.instant(daysAgo, 0).getUTCDay();
    return weekday !== 0 && weekday !== 6;
  }
}
