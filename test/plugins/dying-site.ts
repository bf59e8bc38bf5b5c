import type { LifeStep } from '../../src/plugins/life-cycle.js';
import { PluginRoom } from './plugin-room.js';

/** What the child process shall do, and where it shall die. */
export interface Fate {
  readonly url: string | null;
  readonly dataDir: string;
  readonly act: 'activate' | 'deactivate' | 'uninstall' | 'boot';
  readonly plugin: string;
  /** Null: nowhere. */
  readonly dieAt: LifeStep | null;
}

/** Run as a process of its own: a site that kills itself in the middle, as a power cut would. */
const fate = JSON.parse(process.argv[2] as string) as Fate;
const room = await PluginRoom.open(fate, {
  onStep: (step) => {
    if (step === fate.dieAt) process.kill(process.pid, 'SIGKILL');
  },
});
await room.manager.boot();
if (fate.act !== 'boot') await room.manager[fate.act](fate.plugin, room.actor);
await room.close();
