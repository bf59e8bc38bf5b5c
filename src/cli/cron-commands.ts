import { cronRunView, cronTaskView } from '../controllers/wordpress/cron.view.js';
import type { TaskInfo } from '../cron/cron-control.js';
import type { RunRow } from '../cron/cron-tables.js';
import { BadUsage, type CommandGroup, type Options, type Surroundings, textOf } from './command.js';
import { onSite, type Site } from './site.js';
import { table } from './table.js';

export const cronCommands: CommandGroup = {
  name: 'cron',
  description: 'what the site does at fixed times',
  commands: [
    {
      usage: 'list',
      description: 'all tasks, with their next five times',
      run: (input) =>
        onTasks(input, async (control) => {
          const tasks = await control.list();
          return { json: tasks.map(cronTaskView), text: table(tasks.map(row)) };
        }),
    },
    {
      usage: 'run <name>',
      description: 'run one now, in the running site if there is one, and wait for its end',
      run: (input) =>
        onTasks(input, async (control, actor) => {
          const run = await control.runToEnd(actor, input.args[0] ?? '');
          const text = `${run.task} ${run.status}${run.error ? `: ${run.error}` : ''}`;
          return { json: cronRunView(run), text, failed: run.status !== 'succeeded' };
        }),
    },
    {
      usage: 'pause <name>',
      description: 'let its times pass unused',
      run: (input) =>
        onTasks(input, async (control, actor) => {
          const task = await control.pause(actor, input.args[0] ?? '');
          return { json: cronTaskView(task), text: `${task.spec.name} is paused` };
        }),
    },
    {
      usage: 'resume <name>',
      description: 'go on with its next time',
      run: (input) =>
        onTasks(input, async (control, actor) => {
          const task = await control.resume(actor, input.args[0] ?? '');
          const next = task.nextRuns[0]?.toISOString();
          return { json: cronTaskView(task), text: `${task.spec.name} runs next at ${next}` };
        }),
    },
    {
      usage: 'history <name>',
      description: 'its runs, newest first',
      options: [['--limit <number>', 'how many, at most 100 (default 20)']],
      run: (input) =>
        onTasks(input, async (control) => {
          const { items } = await control.history(input.args[0] ?? '', 1, limitOf(input.options));
          return { json: items.map(cronRunView), text: table(items.map(runRow)) };
        }),
    },
  ],
};

type Control = Site['host']['background']['cron']['control'];

/** Tasks are known once their plugins are loaded. */
function onTasks(
  input: Surroundings,
  work: (control: Control, actor: Site['actor']) => ReturnType<Parameters<typeof onSite>[1]>,
) {
  return onSite(input, async ({ host, actor }) => {
    await host.startPlugins();
    return work(host.background.cron.control, actor);
  });
}

function limitOf(options: Options): number {
  const text = textOf(options, 'limit') ?? '20';
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit;
  throw new BadUsage(`--limit is ${JSON.stringify(text)}: it must be a number from 1 to 100`);
}

function row({ spec, state, nextRuns, lastRun }: TaskInfo): Readonly<Record<string, string>> {
  const { name, schedule, timezone = 'UTC' } = spec;
  const next = state.paused ? 'paused' : nextRuns.map((time) => time.toISOString().slice(0, 19)).join(' ');
  const last = lastRun ? `${lastRun.status} ${lastRun.slot.toISOString().slice(0, 19)}` : '';
  return { name, schedule, zone: timezone, last, 'next (UTC)': next };
}

function runRow(run: RunRow): Readonly<Record<string, string>> {
  const { id, slot, kind, status, startedAt, endedAt, error } = run;
  const took = startedAt && endedAt ? `${endedAt.getTime() - startedAt.getTime()} ms` : '';
  return { id: String(id), slot: slot.toISOString(), kind, status, took, error: error ?? '' };
}
