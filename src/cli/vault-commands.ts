import { systemClock } from '../clock.js';
import { readConfig } from '../config.js';
import { openDatabase } from '../database/open.js';
import type { Vault } from '../vault/vault.js';
import { type Answer, CommandFailed, type CommandGroup, type Surroundings } from './command.js';
import { commandLog, onSite } from './site.js';
import { CURES, vaultOf, whyUnreadable } from './vault-findings.js';

export const vaultCommands: CommandGroup = {
  name: 'vault',
  description: 'secrets that the site keeps encrypted',
  commands: [
    {
      usage: 'rotate',
      description: 'put all of them under the newest key of SECRET_KEY, while the site runs',
      run: (input) =>
        onSite(input, async ({ host, actor }) => {
          const { activeKeyId, rotated, unreadable } = await host.background.vault.rotate();
          await host.audit.record(actor, {
            action: 'vault.rotated',
            entityType: 'vault',
            entityId: activeKeyId,
            changes: { rotated, unreadable },
          });
          const left =
            unreadable === 0 ? '' : `; ${unreadable} cannot be read: koapress vault doctor says why`;
          return {
            json: { active_key_id: activeKeyId, rotated, unreadable },
            text: `${rotated} secrets are now under the key ${activeKeyId}${left}`,
            failed: unreadable > 0,
          };
        }),
    },
    {
      usage: 'doctor',
      description: 'say which secrets cannot be read, and why; never what they are',
      run: (input) => besideSite(input, examined),
    },
  ],
};

async function examined(vault: Vault): Promise<Answer> {
  const { activeKeyId, rows, underOlderKeys, unreadable } = await vault.examine();
  const lines = unreadable.map((row) => `✘ ${whyUnreadable(row)}\n    ${CURES[row.reason]}`);
  const summary =
    `${rows} secrets, ${unreadable.length} cannot be read, ${underOlderKeys} under older keys; ` +
    `the key in use is ${activeKeyId}`;
  return {
    json: {
      active_key_id: activeKeyId,
      rows,
      under_older_keys: underOlderKeys,
      unreadable: unreadable.map(({ keyId, ...row }) => ({ ...row, key_id: keyId })),
    },
    text: [summary, ...lines].join('\n'),
    failed: unreadable.length > 0,
  };
}

/** The site itself would not open without its key, and that is when this is asked. */
async function besideSite(
  surroundings: Surroundings,
  work: (vault: Vault) => Promise<Answer>,
): Promise<Answer> {
  const { config } = readConfig(surroundings);
  if (config.secretKeys.length === 0)
    throw new CommandFailed('there is no SECRET_KEY yet: start the site once');
  const db = await openDatabase({
    ...config,
    log: commandLog(surroundings, config.logLevel),
    clock: systemClock,
  });
  try {
    if (!(await db.tableExists('kp_secrets')))
      throw new CommandFailed('the tables are not there: koapress migrate');
    return await work(vaultOf(db, config));
  } finally {
    await db.close();
  }
}
