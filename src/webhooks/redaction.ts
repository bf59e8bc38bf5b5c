const MASK = '[redacted]';
/** Names whose values are nobody's to read. */
const SENSITIVE =
  /pass(?:word|wd|phrase|code)|secret|token|authorization|api[-_]?key|credential|cookie|signature|private[-_]?key/i;
/** The same in a text that is not JSON, or was cut: `name=value`, `"name": "value"`. */
const PAIRS =
  /([\w-]{0,40}(?:pass(?:word|wd|phrase|code)|secret|token|authorization|api[-_]?key|credential|cookie|signature|private[-_]?key)[\w-]{0,40}["']?\s{0,5}[:=]\s{0,5})(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|(?:bearer|basic)\s+\S+|[^\s,;&}<]+)/gi;
/**
 * Credentials that are known by their look, wherever they stand. A token of three parts is looked for once in a run of
 * its characters, with what stands before it: one that began anew at each `eyJ` would need seconds for hostile data.
 */
const LOOKS =
  /\b(?:whsec_|sk_live_|kp_(?:ops|host)_|sk_|ghp_|xox[a-z]-)[\w+/=-]{8,}|\bv1,[\w+/=]{20,}|(?<![\w-])(?=[\w-]+\.[\w-]{8,}\.)(?:[\w-]*-)?eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|\b(?:bearer|basic)\s+[\w.+/=-]{8,}/gi;

const MOST_HEADERS = 40;
const LONGEST_HEADER = 300;

/** A value without what looks like a secret; nothing of the original is changed. */
export function redactedValue(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(LOOKS, MASK);
  if (Array.isArray(value)) return value.map(redactedValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, SENSITIVE.test(name) ? MASK : redactedValue(inner)]),
  );
}

/** The beginning of a text, of whatever kind, without what looks like a secret. */
export function redactedText(text: string, longest: number): string {
  const masked = jsonText(text) ?? text.replace(PAIRS, `$1${MASK}`).replace(LOOKS, MASK);
  return masked.length > longest ? `${masked.slice(0, longest)}…` : masked;
}

export function redactedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .slice(0, MOST_HEADERS)
      .map(([name, value]) => [name, SENSITIVE.test(name) ? MASK : redactedText(value, LONGEST_HEADER)]),
  );
}

function jsonText(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? JSON.stringify(redactedValue(value)) : undefined;
  } catch {
    return undefined;
  }
}
