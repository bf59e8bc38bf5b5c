import type Stripe from 'stripe';

/** What answers are written in. Goes up together with the package, whose types speak it. */
const API_VERSION = '2026-10-28.endive';
const RETRIES = 2;
const TIMEOUT_MS = 15_000;

/** The package is loaded by the first site that is paid through it. */
export async function openStripe(secretKey: string, apiBase: string): Promise<Stripe> {
  const { default: Package } = await import('stripe');
  const { protocol, hostname, port } = new URL(apiBase);
  return new Package(secretKey, {
    apiVersion: API_VERSION,
    protocol: protocol === 'http:' ? 'http' : 'https',
    host: hostname,
    port: port || (protocol === 'http:' ? 80 : 443),
    maxNetworkRetries: RETRIES,
    timeout: TIMEOUT_MS,
    telemetry: false,
    appInfo: { name: 'Koapress' },
  });
}
