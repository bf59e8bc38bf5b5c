import { OutgoingError } from './outgoing.js';

/** Nothing was sent yet: another address of the same host may be tried. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const TLS = /^(?:ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

export function isNotConnected(error: unknown): boolean {
  return NOT_CONNECTED.has(codeOf(error));
}

/** What went wrong, in our words: those of libraries change and may tell of inner things. */
export function faultOf(cause: unknown, host: string): OutgoingError {
  if (cause instanceof OutgoingError) return cause;
  const code = codeOf(cause);
  const fault: keyof typeof SAYINGS = TLS.test(code)
    ? 'tls'
    : code.includes('OVERFLOW')
      ? 'too_large'
      : 'unreachable';
  return new OutgoingError(fault, `${SAYINGS[fault]} ${host}${code ? ` (${code})` : ''}`, { cause });
}

const SAYINGS = {
  tls: 'There is no safe connection to',
  too_large: 'Too many headers came from',
  unreachable: 'No answer came from',
} as const;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
