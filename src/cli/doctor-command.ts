import type { CommandSpec } from './command.js';
import { examine, type Finding } from './doctor.js';

const MARKS = { ok: '✔', warning: '!', fault: '✘' } as const;

export const doctorCommand: CommandSpec = {
  usage: 'doctor',
  description: 'look for what is wrong and say the cure',
  async run(input) {
    const findings = await examine(input);
    const failed = findings.some(({ state }) => state === 'fault');
    return { json: { ok: !failed, checks: findings }, text: findings.map(line).join('\n'), failed };
  },
};

function line({ check, state, detail, cure }: Finding): string {
  const told = `${MARKS[state]} ${check}: ${detail}`;
  return cure ? `${told}\n    ${cure}` : told;
}
