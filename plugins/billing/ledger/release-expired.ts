import type { CronSpec } from '#host';
import type { TokenLedger } from './ledger.js';

export function releaseExpired(ledger: TokenLedger): CronSpec {
  return {
    name: 'billing.release-reservations',
    description: 'Gives back tokens and credits that were reserved and not used in time',
    schedule: '* * * * *',
    async run({ signal }) {
      await ledger.releaseExpired(signal);
    },
  };
}
