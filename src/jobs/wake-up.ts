/** A rest that somebody may end. A ring while nobody rests ends the next rest at once. */
export class WakeUp {
  private isRung = false;
  private end: (() => void) | undefined;
  private soon: NodeJS.Timeout | undefined;

  /** Now, or after so many milliseconds. */
  ring(inMs = 0): void {
    if (inMs > 0) {
      this.soon ??= setTimeout(() => this.ring(), inMs);
      return;
    }
    clearTimeout(this.soon);
    this.soon = undefined;
    this.isRung = true;
    this.end?.();
  }

  async rest(ms: number): Promise<void> {
    if (!this.isRung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        timer.unref();
        this.end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.end = undefined;
    this.isRung = false;
  }
}
