/** Ctrl+C reaches us twice where npm passes on what the terminal has sent already: that is one wish, not two. */
const SAME_WISH_MS = 1000;

/** Resolves at the first SIGINT or SIGTERM. One more, later, ends the process at once. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const heard = (signal: NodeJS.Signals) => {
      first ??= performance.now();
      if (performance.now() - first > SAME_WISH_MS) process.exit(1);
      resolve(signal);
    };
    process.on('SIGINT', heard);
    process.on('SIGTERM', heard);
  });
}
