import { jobDetailView, jobView } from '../controllers/wordpress/job.view.js';
import type { JobControl, JobInfo } from '../jobs/job-control.js';
import type { JobStatus } from '../jobs/job-row.js';
import { BadUsage, type CommandGroup, type Options, type Surroundings, textOf } from './command.js';
import { onSite, type Site } from './site.js';
import { table } from './table.js';

const STATUSES: readonly JobStatus[] = ['waiting', 'ready', 'running', 'done', 'dead', 'cancelled'];

export const jobsCommands: CommandGroup = {
  name: 'jobs',
  description: 'durable work that waits, runs, or has ended',
  commands: [
    {
      usage: 'list',
      description: 'newest first',
      options: [
        ['--status <status>', STATUSES.join(', ')],
        ['--name <name>', 'of one kind'],
        ['--org <id>', 'of one organisation; 0: of the site itself'],
        ['--limit <number>', 'how many, at most 100 (default 20)'],
      ],
      run: (input) =>
        onJobs(input, async (control) => {
          const { options } = input;
          const filter = {
            status: statusOf(options),
            name: textOf(options, 'name'),
            orgId: numberOf(options, 'org'),
          };
          const { items } = await control.list(filter, 1, numberOf(options, 'limit', 1, 100) ?? 20);
          return { json: items.map(jobView), text: table(items.map(row)) };
        }),
    },
    {
      usage: 'show <id>',
      description: 'one job, with its payload and its attempts',
      run: (input) =>
        onJobs(input, async (control) => {
          const view = jobDetailView(await control.get(input.args[0] ?? ''));
          return { json: view, text: JSON.stringify(view, null, 2) };
        }),
    },
    {
      usage: 'retry <id>',
      description: 'begin it anew, with all its attempts',
      run: (input) => changed(input, (control, actor, id) => control.retry(actor, id)),
    },
    {
      usage: 'cancel <id>',
      description: 'take it back while it waits',
      run: (input) => changed(input, (control, actor, id) => control.cancel(actor, id)),
    },
    {
      usage: 'edit <id> <payload>',
      description: 'give it another payload, as JSON, and begin it anew',
      run: (input) => {
        const payload = parsed(input.args[1] ?? '');
        return changed(input, (control, actor, id) => control.edit(actor, id, payload));
      },
    },
    {
      usage: 'stats',
      description: 'how many of each kind wait, run and are dead',
      run: (input) =>
        onSite(input, async ({ host }) => {
          const stats = await host.background.jobs.statistics.now();
          const rows = stats.kinds.map(({ name, counts }) => ({ name, ...texts(counts) }));
          const oldest = `The oldest that is ready has been so for ${stats.oldestReadySeconds} seconds.`;
          return { json: stats, text: `${table(rows)}\n${oldest}` };
        }),
    },
  ],
};

function onJobs(
  input: Surroundings,
  work: (control: JobControl, actor: Site['actor']) => ReturnType<Parameters<typeof onSite>[1]>,
) {
  return onSite(input, ({ host, actor }) => work(host.background.jobs.control, actor));
}

/** A running site sees the change within a second. */
function changed(
  input: Surroundings & { readonly args: readonly string[] },
  change: (control: JobControl, actor: Site['actor'], id: string) => Promise<JobInfo>,
) {
  return onJobs(input, async (control, actor) => {
    const info = await change(control, actor, input.args[0] ?? '');
    return { json: jobView(info), text: `${info.job.name} ${info.job.publicId} is ${info.job.status}` };
  });
}

function statusOf(options: Options): JobStatus | undefined {
  const text = textOf(options, 'status');
  const status = STATUSES.find((each) => each === text);
  if (text === undefined || status) return status;
  throw new BadUsage(`--status is ${JSON.stringify(text)}: it must be one of ${STATUSES.join(', ')}`);
}

function numberOf(
  options: Options,
  name: string,
  least = 0,
  greatest = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const text = textOf(options, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= greatest) return number;
  throw new BadUsage(
    `--${name} is ${JSON.stringify(text)}: it must be a number from ${least} to ${greatest}`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new BadUsage(`the payload must be JSON, and is ${JSON.stringify(text)}`);
  }
}

function row({ job, attempts }: JobInfo): Readonly<Record<string, string>> {
  const { publicId, name, status, orgId, runAt, reason } = job;
  return {
    id: publicId,
    name,
    organisation: orgId === 0 ? 'site' : String(orgId),
    status,
    since: runAt.toISOString(),
    attempts: `${job.attempts} of ${attempts}`,
    reason: (reason ?? '').slice(0, 80),
  };
}

function texts(counts: Readonly<Record<string, number>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(counts).map(([status, jobs]) => [status, String(jobs)]));
}
