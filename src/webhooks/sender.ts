import { Webhook } from 'standardwebhooks';
import type { Clock } from '../clock.js';
import { type Outgoing, type OutgoingAnswer, OutgoingError } from '../outgoing/outgoing.js';
import type { Delivery } from './delivery.js';
import type { Endpoint } from './endpoint.js';
import type { EndpointSecrets } from './endpoint-secrets.js';
import { redactedHeaders, redactedText } from './redaction.js';

/** What came of one try. */
export interface Sent {
  readonly startedAt: Date;
  readonly milliseconds: number;
  /** Null where there was no answer. */
  readonly status: number | null;
  /** Null: accepted. */
  readonly error: string | null;
  readonly responseHeaders: Readonly<Record<string, string>> | null;
  readonly responseBody: string | null;
  /** As the receiver wrote it. */
  readonly retryAfter: string | null;
}

const TIMEOUT_MS = 15_000;
const MOST_READ = 8192;
const MOST_KEPT = 2000;

/** Signs and sends by Standard Webhooks: what counts is the status, so that of the answer only a piece is read. */
export class Sender {
  constructor(
    private readonly outgoing: Outgoing,
    private readonly secrets: EndpointSecrets,
    private readonly clock: Clock,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  /** Throws when it was called off before anything came of it, or the secret cannot be read. */
  async send(endpoint: Endpoint, delivery: Delivery, signal: AbortSignal): Promise<Sent> {
    const startedAt = this.clock.now();
    const secrets = await this.secrets.signing(endpoint, startedAt);
    const began = performance.now();
    try {
      const answer = await this.outgoing.request({
        url: endpoint.url,
        method: 'POST',
        headers: headersOf(delivery, secrets, startedAt),
        body: delivery.payload,
        timeoutMs: this.timeoutMs,
        maxBytes: MOST_READ,
        beyond: 'cut',
        signal,
      });
      return { startedAt, milliseconds: answer.milliseconds, ...outcomeOf(answer) };
    } catch (error) {
      if (!(error instanceof OutgoingError) || error.fault === 'aborted') throw error;
      const milliseconds = Math.round(performance.now() - began);
      return { ...NO_ANSWER, startedAt, milliseconds, error: error.message.slice(0, 500) };
    }
  }
}

const NO_ANSWER = { status: null, responseHeaders: null, responseBody: null, retryAfter: null } as const;

function headersOf({ publicId, payload }: Delivery, secrets: readonly string[], at: Date) {
  return {
    'content-type': 'application/json',
    'user-agent': 'Koapress-Webhooks',
    'webhook-id': publicId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(publicId, at, payload)).join(' '),
  };
}

function outcomeOf({ status, headers, body }: OutgoingAnswer) {
  const text = Buffer.from(body).toString('utf8').replaceAll('\0', '');
  return {
    status,
    error: errorOf(status),
    responseHeaders: redactedHeaders(headers),
    responseBody: redactedText(text, MOST_KEPT),
    retryAfter: headers['retry-after'] ?? null,
  };
}

function errorOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `The receiver answered ${status}: redirects are not followed`;
  return `The receiver answered ${status}`;
}
