import { parentPort } from 'node:worker_threads';
import mjml2html from 'mjml';
import type { Compiled, ToCompile } from './compiler.js';

/** Alone in its thread, which ends afterwards: MJML brings a hundred megabytes. */
async function compile({ mjml, filled }: ToCompile): Promise<Compiled> {
  try {
    // A copy with values in it: an attribute that shall be a colour may stand in braces.
    const { errors } = await mjml2html(filled, { validationLevel: 'soft' });
    if (errors.length > 0) {
      return {
        fault: errors.map(({ line, tagName, message }) => `line ${line}, ${tagName}: ${message}`).join('; '),
      };
    }
    return { html: (await mjml2html(mjml, { validationLevel: 'skip' })).html };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.once('message', async (all: readonly ToCompile[]) => {
  const compiled: Compiled[] = [];
  for (const one of all) compiled.push(await compile(one));
  parentPort?.postMessage(compiled);
});
