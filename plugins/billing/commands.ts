import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { PluginCommands } from '#host';

const PORT = /^\d{1,5}$/;
const LARGEST_PORT = 65_535;
const WEB = /^https?:$/;

/** Commands that billing brings. */
export default [
  {
    name: 'payments',
    description: 'Plays the payment provider, for tests and demonstrations',
    commands: [
      {
        usage: 'double',
        description:
          'speak the part of Stripe’s API that billing uses, with a page where a person pays, until Ctrl+C',
        options: [
          ['--port <port>', 'where it listens on 127.0.0.1; default: any that is free'],
          ['--secret-key <key>', 'the one key that it takes; default: sk_test_double'],
          ['--webhook <url>', 'where its events go: the site’s /api/billing/webhook'],
          ['--webhook-secret <secret>', 'what they are signed with; default: whsec_double'],
          ['--file <path>', 'keeps what happened through restarts'],
        ],
        async run({ options, terminal }) {
          const double = await start(options);
          const { url } = double;
          terminal.err(`The payments double listens at ${url} and takes the key ${double.secretKey}\n`);
          await new Promise<void>((resolve) => {
            for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
          });
          await double.stop();
          return { json: { url }, text: '' };
        },
      },
    ],
  },
] satisfies PluginCommands;

async function start(options: Readonly<Record<string, string | boolean | undefined>>) {
  const port = textOf(options, 'port') ?? '0';
  if (!PORT.test(port) || Number(port) > LARGEST_PORT) throw new Error(`--port is "${port}", no port`);
  const url = textOf(options, 'webhook');
  if (url !== undefined && !WEB.test(URL.parse(url)?.protocol ?? ''))
    throw new Error(`--webhook is "${url}", no address`);
  const file = textOf(options, 'file') ?? null;
  if (file !== null && !existsSync(dirname(resolve(file))))
    throw new Error(`--file is "${file}", in no folder that is there`);
  const secret = textOf(options, 'webhookSecret') ?? 'whsec_double';
  const secretKey = textOf(options, 'secretKey');
  // Loaded only here: this file is read for every help.
  const { PaymentsDouble } = await import('./double/double.js');
  return new PaymentsDouble({
    port: Number(port),
    ...(secretKey === undefined ? {} : { secretKey }),
    webhook: url === undefined ? null : { url, secret },
    file,
  }).start();
}

function textOf(options: Readonly<Record<string, string | boolean | undefined>>, name: string) {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}
