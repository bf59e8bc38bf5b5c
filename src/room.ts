/** A part of the site that works by itself while the site runs; in commands it is built and never started. */
export interface Room {
  /** Once the plugins run. */
  start(): Promise<void>;
  /** Takes no more work, and waits for what it has begun. */
  stop(): Promise<void>;
}
