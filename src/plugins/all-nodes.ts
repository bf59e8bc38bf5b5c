import { setTimeout as sleep } from 'node:timers/promises';
import type { Node } from '../nodes/nodes.js';
import type { LifeCycle } from './life-cycle.js';
import { pluginProblem } from './plugin-problem.js';

/** Processes look for changes every second, and unpack and load in a moment. */
const ANSWER_MS = 10_000;
const LOOK_MS = 100;

/**
 * Waits until every process of the site has a plugin's package and can load it; throws a conflict that names those that
 * cannot, or have not said so in time. A process that has ended properly is not waited for.
 */
export async function assertOnAllNodes(
  { catalog, nodes }: Pick<LifeCycle, 'catalog' | 'nodes'>,
  name: string,
): Promise<void> {
  const { sha256 } = catalog.get(name) ?? {};
  if (sha256 === undefined) return;
  let waiting = (await nodes.live()).map((node) => node.id).filter((id) => id !== nodes.id);
  for (let waited = 0; waiting.length > 0; waited += LOOK_MS) {
    const found = await Promise.all(waiting.map((id) => nodes.find(id)));
    const open = found.filter((node) => node !== undefined).filter((node) => !hasIt(node, name, sha256));
    const cannot = open.flatMap((node) => refusal(node, name, sha256) ?? []);
    if (cannot.length > 0) throw notEverywhere(name, cannot);
    if (open.length > 0 && waited >= ANSWER_MS) {
      throw notEverywhere(
        name,
        open.map((node) => `${shown(node)} has not answered within ${ANSWER_MS / 1000} s`),
      );
    }
    waiting = open.map((node) => node.id);
    if (waiting.length > 0) await sleep(LOOK_MS);
  }
}

function hasIt({ packages }: Node, name: string, sha256: string): boolean {
  return packages[name]?.sha256 === sha256 && packages[name]?.fault === undefined;
}

function refusal(node: Node, name: string, sha256: string): string | undefined {
  const known = node.packages[name];
  if (known?.sha256 !== sha256 || known.fault === undefined) return undefined;
  return `${shown(node)} cannot load it: ${known.fault}`;
}

function shown({ machine, pid }: Node): string {
  return `the process ${pid} on ${machine}`;
}

function notEverywhere(plugin: string, nodes: readonly string[]) {
  return pluginProblem('conflict', {
    plugin,
    step: 'check',
    reason: 'nodes_cannot',
    message: nodes.join('; '),
    cure: 'Repair or stop that process, and activate again; one that has ended is forgotten after 5 s.',
  });
}
