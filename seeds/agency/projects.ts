import type { Client, Project, ProjectStatus, Stage, Task } from '../../plugins/agency/contract.js';
import type { Seeding } from './fill.js';
import { PROJECTS, TASK_OBJECTS, TASK_VERBS } from './words.js';

const PROJECT_COUNT = 45;
const TASK_COUNT = 400;

export async function fillProjects(
  { agency, actor, chance, calendar, clock }: Seeding,
  clients: readonly Client[],
  workflowIds: readonly number[],
): Promise<Project[]> {
  const projects: Project[] = [];
  for (let index = 0; index < PROJECT_COUNT; index++) {
    // Each client once, then some of them again.
    const client = clients[index] ?? chance.of(clients);
    const startedAgo = 420 - index * 9;
    const status = statusOf(chance.percent(70), startedAgo);
    clock.set(calendar.instant(startedAgo, chance.between(480, 1000)));
    projects.push(
      await agency.projects.create(actor, {
        name: `${PROJECTS[index % PROJECTS.length]} ${client.company}`,
        clientId: client.id,
        workflowId: chance.of(workflowIds),
        description: chance.percent(50) ? 'Scope, dates and people as agreed in the offer.' : null,
        status,
        startDate: calendar.day(startedAgo),
        dueDate: calendar.day(startedAgo - chance.between(60, 180)),
        budgetMinutes: chance.between(20, 200) * 60,
        budgetAmount: chance.between(20, 200) * 10_000,
        hourlyRate: chance.percent(30) ? chance.between(16, 30) * 500 : null,
        billable: chance.percent(90),
      }),
    );
  }
  return projects;
}

function statusOf(usual: boolean, startedAgo: number): ProjectStatus {
  if (startedAgo > 300) return usual ? 'completed' : 'archived';
  if (startedAgo > 40) return usual ? 'active' : 'on_hold';
  return usual ? 'active' : 'planned';
}

export async function fillTasks(
  { agency, actor, team, chance, calendar, clock }: Seeding,
  projects: readonly Project[],
  stages: ReadonlyMap<number, readonly Stage[]>,
): Promise<Task[]> {
  const tasks: Task[] = [];
  for (let index = 0; index < TASK_COUNT; index++) {
    const project = projects[index % projects.length] as Project;
    const createdAgo = chance.between(1, 200);
    clock.set(calendar.instant(createdAgo, chance.between(480, 1050)));
    tasks.push(
      await agency.tasks.create(actor, {
        title: `${chance.of(TASK_VERBS)} ${chance.of(TASK_OBJECTS)}`,
        projectId: project.id,
        stageId: chance.of(stages.get(project.workflowId) ?? []).id,
        assigneeId: chance.percent(85) ? chance.of(team) : null,
        description: chance.percent(40) ? 'Details are in the notes of the last meeting.' : null,
        priority: chance.weighted({ low: 2, normal: 6, high: 2, urgent: 1 }),
        dueDate: chance.percent(70) ? calendar.day(createdAgo - chance.between(3, 60)) : null,
        estimateMinutes: chance.percent(60) ? chance.between(1, 16) * 30 : null,
      }),
    );
  }
  return tasks;
}
