import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** How many jobs one call enqueues, in one transaction. */
export const BATCH = 250;
export const JOB = 'bench.touch';
export const JOBS_PATH = '/api/v1/bench/jobs';

/** The smallest job there is: its only effect is that it is done. */
const PLUGIN = `import { bind, Controller, definePlugin } from '#host';

class BenchController extends Controller {
  constructor(host) { super(); this.host = host; }
  async enqueue() {
    await this.host.db.transaction(async () => {
      for (let n = 0; n < ${BATCH}; n++) await this.host.jobs.enqueue('${JOB}', { n }, { orgId: null });
    });
    return { enqueued: ${BATCH} };
  }
}

const operation = {
  id: 'BenchController.enqueue', controller: BenchController, action: 'enqueue', method: 'post', path: '/v1/bench/jobs',
  security: [], extensions: {}, args: {},
};

export default definePlugin({
  name: 'bench', title: 'Bench', description: 'Work for the bench', version: '1.0.0', host: '>=0.1.0',
  setup(host) {
    host.job({ name: '${JOB}', concurrency: 8, run: (_payload, job) => job.complete(async () => {}) });
    host.routes('org', {
      generated: {
        models: {}, config: { noImplicitAdditionalProperties: 'throw-on-extras', bodyCoercion: false },
        operations: [operation], document: { openapi: '3.0.0', info: { title: 'bench', version: '1' }, paths: {} },
      },
      controllers: [bind(BenchController, () => new BenchController(host))],
    });
  },
});
`;

/** Writes the plugin where the site will look for it; answers that folder. */
export async function writeBenchPlugin(dataDir: string): Promise<string> {
  const folder = path.join(dataDir, 'given-plugins');
  await mkdir(path.join(folder, 'bench'), { recursive: true });
  await writeFile(path.join(folder, 'bench', 'plugin.js'), PLUGIN);
  return folder;
}
