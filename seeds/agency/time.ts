import type { Project, Task } from '../../plugins/agency/contract.js';
import type { Seeding } from './fill.js';
import { WORK } from './words.js';

const ENTRY_COUNT = 2000;
const DAYS = 180;

export async function fillTime(
  seeding: Seeding,
  projects: readonly Project[],
  tasks: readonly Task[],
): Promise<void> {
  const { agency, actor, team, chance, calendar, clock } = seeding;
  const tasksOf = Map.groupBy(tasks, (task) => task.projectId);
  for (let index = 0; index < ENTRY_COUNT; index++) {
    const daysAgo = workday(seeding);
    const project = chance.of(projects);
    const task = chance.percent(75) ? chance.of(tasksOf.get(project.id) ?? []) : undefined;
    const minutes = chance.percent(80) ? chance.between(1, 32) * 15 : chance.between(3, 240);
    const start = chance.between(7 * 60, 16 * 60);
    const startedAt = calendar.instant(daysAgo, start);
    const endedAt = new Date(startedAt.getTime() + minutes * 60_000);
    clock.set(endedAt);
    await agency.timeEntries.create(actor, {
      projectId: project.id,
      taskId: task?.id ?? null,
      userId: chance.of(team),
      description: chance.of(WORK) || null,
      ...(chance.percent(10) ? { billable: !project.billable } : {}),
      ...(chance.percent(30) ? { startedAt, endedAt } : { date: calendar.day(daysAgo), minutes }),
    });
  }
}

function workday({ chance, calendar }: Seeding): number {
  for (;;) {
    const daysAgo = chance.between(1, DAYS);
    if (calendar.isWorkday(daysAgo)) return daysAgo;
  }
}
