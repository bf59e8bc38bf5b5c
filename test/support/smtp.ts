import type { AddressInfo, Socket } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** What the server says to a recipient or to a whole mail; undefined: accepted. */
export type SmtpRule = (address: string) => { readonly code: number; readonly text: string } | undefined;

export interface SmtpOptions {
  readonly port?: number;
  /** On RCPT TO. */
  readonly recipient?: SmtpRule;
  /** After DATA. `hang`: never answers; `close`: hangs up. Asked anew for each mail. */
  /** Called when a mail was taken and the sender was not told yet. */
  readonly accepted?: () => void;
  readonly data?: () => 'accept' | 'hang' | 'close' | { readonly code: number; readonly text: string };
}

export interface Received {
  readonly mail: ParsedMail;
  readonly to: readonly string[];
}

/** A real SMTP server in the test process. */
export class TestSmtp {
  readonly received: Received[] = [];

  private constructor(private readonly server: SMTPServer) {}

  static async start(options: SmtpOptions = {}): Promise<TestSmtp> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      closeTimeout: 100,
      ...handlers(
        options,
        (received) => smtp.received.push(received),
        () => smtp.hangUp(),
      ),
    });
    server.on('error', () => {});
    const smtp = new TestSmtp(server);
    await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
    return smtp;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Drops all connections, in the middle of whatever they do. */
  hangUp(): void {
    for (const { _socket } of this.server.connections as unknown as Set<{ _socket: Socket }>)
      _socket.destroy();
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

function handlers(
  { recipient, accepted, data = () => 'accept' }: SmtpOptions,
  keep: (received: Received) => void,
  hangUp: () => void,
): SMTPServerOptions {
  return {
    onRcptTo({ address }, _session, callback) {
      const said = recipient?.(address);
      callback(said && refusal(said));
    },
    async onData(stream, session, callback) {
      const mail = await simpleParser(stream);
      const answer = data();
      if (answer === 'hang') return;
      if (answer === 'close') return hangUp();
      if (answer !== 'accept') return callback(refusal(answer));
      keep({ mail, to: session.envelope.rcptTo.map(({ address }) => address) });
      accepted?.();
      callback();
    },
  };
}

function refusal({ code, text }: { readonly code: number; readonly text: string }): Error {
  return Object.assign(new Error(text), { responseCode: code });
}
