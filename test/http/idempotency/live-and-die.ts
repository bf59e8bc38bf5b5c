import { fileURLToPath } from 'node:url';
import { lastWords } from '../../faults/last-words.js';
import type { Fate } from './dying-site.js';

const CHILD = fileURLToPath(new URL('./dying-site.js', import.meta.url));

/** Lets the child live until it kills itself; answers what it said, which is nothing when it died on the way. */
export function live(fate: Fate): Promise<string> {
  return lastWords(CHILD, fate);
}
