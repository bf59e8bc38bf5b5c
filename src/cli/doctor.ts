import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SecretKeys } from '../auth/secret-keys.js';
import { systemClock } from '../clock.js';
import { type Config, ConfigFaults, readConfig } from '../config.js';
import { type HostDatabase, openDatabase } from '../database/open.js';
import { Revisions } from '../nodes/revisions.js';
import { OptionStore } from '../options/option-store.js';
import type { Surroundings } from './command.js';
import { oneLine } from './one-line.js';
import { pluginProblems } from './plugin-problems.js';
import { commandLog, onSite } from './site.js';
import { vaultFindings, vaultOf } from './vault-findings.js';

/** What one look found. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'fault';
  readonly detail: string;
  readonly cure?: string;
}

const NODE = 24;
const SQLITE_FILE = 'koapress.db';

/** Looks at one thing after the other; a fault ends it where nothing behind it can be right. */
export async function examine(surroundings: Surroundings): Promise<readonly Finding[]> {
  const findings: Finding[] = [node()];
  const config = configOf(surroundings, findings);
  if (!config) return findings;
  const folder = dataFolder(config);
  findings.push(folder);
  if (folder.state === 'fault') return findings;
  const isFit = await databaseOf(config, surroundings, findings);
  if (isFit) await plugins(surroundings, findings);
  return findings;
}

function node(): Finding {
  const check = 'Node';
  if (Number(process.versions.node.split('.')[0]) >= NODE)
    return { check, state: 'ok', detail: process.version };
  return { check, state: 'fault', detail: `${process.version} is too old`, cure: `Install Node ${NODE}.` };
}

function configOf(surroundings: Surroundings, findings: Finding[]): Config | undefined {
  const check = 'Configuration';
  try {
    const { config } = readConfig(surroundings);
    findings.push({ check, state: 'ok', detail: `${config.siteUrl}, data in ${config.dataDir}` });
    return config;
  } catch (error) {
    if (!(error instanceof ConfigFaults)) throw error;
    const cure = 'Correct it in the environment or in .env; koapress config shows the rest.';
    findings.push(...error.faults.map((detail) => ({ check, state: 'fault' as const, detail, cure })));
    return undefined;
  }
}

function dataFolder({ dataDir }: Config): Finding {
  const check = 'Data folder';
  const isThere = existsSync(dataDir);
  try {
    accessSync(isThere ? dataDir : nearest(dataDir), constants.W_OK);
    return { check, state: 'ok', detail: isThere ? 'can be written' : 'will be made by the first start' };
  } catch {
    const cure = 'Give the user that runs the site the right to write there, or choose another DATA_DIR.';
    return { check, state: 'fault', detail: `${dataDir} cannot be written`, cure };
  }
}

function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(dirname(folder));
}

interface Opened {
  readonly db: HostDatabase;
  readonly options: OptionStore;
  readonly config: Config;
}

/** True when the site can be opened to look further. */
async function databaseOf(config: Config, surroundings: Surroundings, findings: Finding[]): Promise<boolean> {
  const check = 'Database';
  if (config.databaseUrl === null && !existsSync(join(config.dataDir, SQLITE_FILE))) {
    findings.push({ check, state: 'ok', detail: 'SQLite, will be made by the first start' });
    return false;
  }
  const log = commandLog(surroundings, config.logLevel);
  let db: HostDatabase | undefined;
  try {
    db = await openDatabase({ ...config, log, clock: systemClock });
    await db.ping();
    findings.push({
      check,
      state: 'ok',
      detail: db.engine === 'sqlite' ? 'SQLite answers' : 'MySQL answers',
    });
    const options = new OptionStore(db, systemClock, new Revisions(db, log));
    return await tables({ db, options, config }, findings);
  } catch (error) {
    const cure = config.databaseUrl
      ? 'Check that the server runs, and address, user, password and name in DATABASE_URL.'
      : 'Check that koapress.db in DATA_DIR can be read and written, and is a whole SQLite file.';
    findings.push({ check, state: 'fault', detail: oneLine(error), cure });
    return false;
  } finally {
    await db?.close();
  }
}

async function tables(opened: Opened, findings: Finding[]): Promise<boolean> {
  const { db, config } = opened;
  const { done, pending } = await db.migrator.hostStatus();
  const check = 'Tables';
  if (done.length === 0) {
    findings.push({ check, state: 'ok', detail: 'will be made by the first start' });
    return false;
  }
  if (pending.length > 0) {
    const cure = 'koapress migrate, or start the site.';
    findings.push({ check, state: 'warning', detail: `${pending.length} migrations have not run yet`, cure });
    return false;
  }
  findings.push({ check, state: 'ok', detail: `up to date, ${done.length} migrations` });
  const key = await secretKey(opened);
  findings.push(key);
  if (config.secretKeys.length > 0) findings.push(...(await vaultFindings(vaultOf(db, config))));
  return key.state === 'ok';
}

async function secretKey({ db, options, config }: Opened): Promise<Finding> {
  const { secretKeys } = config;
  const check = 'Secret key';
  if (secretKeys.length === 0) {
    const cure = 'Put DATA_DIR/secret-key back, or give SECRET_KEY: the database was made with one.';
    return { check, state: 'fault', detail: 'is gone', cure };
  }
  try {
    await new SecretKeys(secretKeys).assertMatch(options);
    await vaultOf(db, config).assertActiveKey(options);
    return { check, state: 'ok', detail: 'fits the database' };
  } catch (error) {
    return {
      check,
      state: 'fault',
      detail: oneLine(error),
      cure: 'Give the key that this database was made with.',
    };
  }
}

async function plugins(surroundings: Surroundings, findings: Finding[]): Promise<void> {
  await onSite(surroundings, async ({ host }) => {
    const live = await host.nodes.live();
    const pids = live.map(({ machine, pid }) => `process ${pid} on ${machine}`).join(', ');
    findings.push({ check: 'Site', state: 'ok', detail: pids ? `runs: ${pids}` : 'does not run now' });
    const all = await host.plugins.list();
    for (const { name, status, version, error } of all) {
      const check = `Plugin ${name}`;
      if (error === undefined) findings.push({ check, state: 'ok', detail: `${version} ${status}` });
      else if (status === 'inactive')
        findings.push({ check, state: 'warning', detail: `${status}: ${error}` });
      else {
        const cure = `Repair it and run koapress plugin activate ${name}, or deactivate it.`;
        findings.push({ check, state: 'fault', detail: `${status}: ${error}`, cure });
      }
    }
    const on = new Set(all.filter(({ status }) => status === 'active').map(({ name }) => name));
    const ill = await host.background.cron.problems((_, owner) => owner === 'host' || on.has(owner));
    findings.push(...ill.map((problem) => ({ ...problem, state: 'fault' as const })));
    const jobs = await host.background.jobs.statistics.problems();
    const mails = await host.background.mail.problems();
    const told = [...jobs, ...mails, ...(await pluginProblems(host, on))];
    findings.push(...told.map((problem) => ({ ...problem, state: 'warning' as const })));
    return { json: null, text: '' };
  });
}
