import { Worker } from 'node:worker_threads';
import { withTimeout } from '../with-timeout.js';

export interface ToCompile {
  readonly mjml: string;
  /** The same with sample values in place of Liquid: what MJML's rules are held against. */
  readonly filled: string;
}

export type Compiled = { readonly html: string } | { readonly fault: string };

const TIMEOUT_MS = 60_000;
const MEMORY_MB = 512;

/** MJML to HTML, in a thread of its own that is gone afterwards. Answers in the order of the sources. */
export async function compileMjml(sources: readonly ToCompile[]): Promise<readonly Compiled[]> {
  if (sources.length === 0) return [];
  const worker = new Worker(new URL('./compile-worker.js', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    execArgv: [],
  });
  const late = () => new Error(`MJML did not compile within ${TIMEOUT_MS} ms`);
  try {
    return await withTimeout(() => answerOf(worker, sources), TIMEOUT_MS, late);
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker, sources: readonly ToCompile[]): Promise<readonly Compiled[]> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The thread that compiles MJML ended without an answer')));
    worker.postMessage(sources);
  });
}
