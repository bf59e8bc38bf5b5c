import { StatementSync } from 'node:sqlite';
import type { Host } from '../../src/host.js';

type Method = (this: { sourceSQL?: string }, ...args: unknown[]) => unknown;

/** Tells of each statement before this process sends it to its database, on either engine. */
export async function beforeStatements(host: Host, tell: (sql: string) => void): Promise<void> {
  if (host.config.databaseUrl === null) {
    for (const name of ['run', 'all']) watch(StatementSync.prototype, name, tell);
    return;
  }
  const { client } = host.db.knex;
  const connection = (await client.acquireConnection()) as object;
  let prototype = connection;
  while (!Object.hasOwn(prototype, 'execute')) prototype = Object.getPrototypeOf(prototype) as object;
  for (const name of ['execute', 'query']) watch(prototype, name, tell);
  await client.releaseConnection(connection);
}

function watch(prototype: object, name: string, tell: (sql: string) => void): void {
  const methods = prototype as Record<string, Method>;
  const original = methods[name] as Method;
  methods[name] = function (...args) {
    tell(this.sourceSQL ?? String(args[0]));
    return original.apply(this, args);
  };
}
