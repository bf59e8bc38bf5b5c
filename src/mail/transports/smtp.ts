import { createTransport } from 'nodemailer';
import { nodemailerMessage } from './nodemailer-message.js';
import { type Message, NotDelivered, type Receipt, type Refusal, type Transport } from './transport.js';

/** What nodemailer throws, as far as it matters here. */
interface SmtpFault {
  readonly message: string;
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly recipient?: string;
  readonly rejectedErrors?: readonly SmtpFault[];
}

/** Parameters of SMTP_URL win: `?socketTimeout=60000`. Milliseconds. */
const TIMES = {
  connectionTimeout: 15_000,
  greetingTimeout: 15_000,
  socketTimeout: 40_000,
  dnsTimeout: 10_000,
};

/** A mail server, over a few connections that stay open. Trying again is the queue's. */
export class SmtpTransport implements Transport {
  private readonly pool: ReturnType<typeof poolOf>;

  constructor(url: string) {
    this.pool = poolOf(url);
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Receipt> {
    try {
      const sent = await this.pool.sendMail({ ...nodemailerMessage(message), signal });
      const rejected = (sent as { rejectedErrors?: readonly SmtpFault[] }).rejectedErrors ?? [];
      const code = Number.parseInt(sent.response, 10);
      return { code: Number.isNaN(code) ? null : code, answer: sent.response, refused: refusals(rejected) };
    } catch (error) {
      throw notDelivered(error as SmtpFault);
    }
  }

  async close(): Promise<void> {
    this.pool.close();
  }
}

function poolOf(url: string) {
  const settings = Object.fromEntries(
    Object.entries(TIMES).filter(([name]) => !new URL(url).searchParams.has(name)),
  );
  return createTransport({
    ...settings,
    url,
    pool: true,
    maxConnections: 3,
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function notDelivered(fault: SmtpFault): NotDelivered {
  const code = fault.responseCode ?? null;
  const refused = refusals(fault.rejectedErrors ?? []);
  const answer = fault.response ?? fault.message;
  return new NotDelivered(answer, code, isPermanent(fault), refused, fault);
}

/**
 * What the server says of the recipient or of the content stands; what it says of this site (no such user, not your
 * sender) is mended by the operator, and the mail waits for that.
 */
function isPermanent({ responseCode = 0, command = '' }: SmtpFault): boolean {
  return responseCode >= 500 && /^(RCPT TO|DATA)$/.test(command);
}

function refusals(faults: readonly SmtpFault[]): readonly Refusal[] {
  return faults.flatMap(({ recipient, responseCode = 0, response = '' }) =>
    recipient && responseCode >= 500
      ? [{ address: recipient, code: responseCode, answer: response, ofAddress: isOfAddress(response) }]
      : [],
  );
}

/** 5.7.x is policy: this site may not send there, or not from here. */
function isOfAddress(response: string): boolean {
  return !/^\d{3}[ -]5\.7\./.test(response);
}
