import test from 'ava';
import { Caller, type Served } from '../contract/caller.js';
import { agencySamples } from '../contract/samples/agency.js';
import { Maker } from '../contract/samples/maker.js';
import { databases } from '../support/databases.js';
import { publicUserId, World } from './world.js';

/** Numbers that no row has. */
const NOBODY = 987_654_321;

for (const database of databases) {
  const { engine } = database;
  let world: World;
  let caller: Caller;
  /** Works in Borealis, with rows of its own. */
  let make: Maker;
  /** Rows of Aurora, by the name of the field that could refer to them. */
  let foreign: Readonly<Record<string, number>>;

  test.before(async () => {
    world = await World.start(database);
    caller = await Caller.create(world);
    const { client, workflow, project, task } = await world.make.base();
    const [stage = 0] = await world.make.stages(workflow);
    const user = world.aurora.userId;
    foreign = {
      client_id: client,
      workflow_id: workflow,
      project_id: project,
      task_id: task,
      stage_id: stage,
      assignee_id: user,
      user_id: user,
    };
    const headers = await world.applicationPassword(world.borealis, null);
    const key = (surface: 'org' | 'ops' | 'hosting') => world.key(surface, world.borealis, ['*']);
    const { orgId, userId } = world.borealis;
    make = new Maker({
      url: world.url,
      orgId,
      userId,
      headers,
      key,
      usesCounted: async () => {},
      publicUserId: (id) => publicUserId(world.site, id),
    });
    await make.base();
  });
  test.after.always(() => world?.stop());

  test.serial(
    `${engine}: a reference to another organisation's row, or to none, is 422 and names it`,
    async (t) => {
      const faults: string[] = [];
      const counts = await world.rows.counts();
      let tried = 0;
      for (const served of caller.operations.filter(({ template }) => agencySamples[template])) {
        const filling = (await agencySamples[served.template]?.(make)) ?? {};
        const names = Object.keys(filling.body ?? {}).filter((name) => name in foreign);
        const refused = names.includes('project_id') ? [...new Set([...names, 'stage_id'])] : names;
        const before = await world.rows.counts();
        for (const name of served.template.includes('/tasks') ? refused : names)
          for (const value of [foreign[name] as number, NOBODY]) {
            tried += 1;
            faults.push(
              ...(await refusedReference(
                served,
                { ...filling, body: { ...filling.body, [name]: value } },
                name,
              )),
            );
          }
        t.deepEqual(await world.rows.counts(), before, served.template);
      }
      t.true(tried > 20);
      t.true(Object.keys(counts).length > 10);
      t.deepEqual(faults, []);
    },
  );

  test.serial(`${engine}: filters with another organisation's ids find nothing`, async (t) => {
    const faults: string[] = [];
    const headers = make.owner.headers;
    for (const served of caller.operations.filter(
      ({ template }) => template.startsWith('GET ') && agencySamples[template],
    )) {
      const parameters = (served.operation.content.parameters as { name: string; in: string }[]) ?? [];
      for (const { name, in: place } of parameters) {
        if (place !== 'query' || !(name in foreign)) continue;
        const { params } = (await agencySamples[served.template]?.(make)) ?? {};
        const { answer } = await caller.call(served, {
          params,
          query: { [name]: String(foreign[name]) },
          headers,
        });
        const isEmpty = answer.status === 200 && (answer.body as { data: unknown[] }).data.length === 0;
        if (!isEmpty)
          faults.push(`${served.template}?${name}: ${answer.status} ${answer.text.slice(0, 200)}`);
      }
    }
    t.deepEqual(faults, []);
  });

  async function refusedReference(served: Served, filling: object, name: string): Promise<string[]> {
    const { headers } = make.owner;
    const { answer } = await caller.call(served, { ...filling, headers });
    if (answer.status === 422 && answer.text.includes(name)) return [];
    return [`${served.template} ${name}: ${answer.status} ${answer.text.slice(0, 200)}`];
  }
}
