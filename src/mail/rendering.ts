import { renderHtml, renderLine, type Values } from './liquid.js';

interface Content {
  readonly subject: string;
  readonly html: string;
}

export interface Rendered {
  /** Secrets masked: what the log may show, and where there are none, what leaves. */
  readonly shown: Content;
  /** What leaves; null: the same. */
  readonly secret: Content | null;
}

const MASK = '[hidden]';
const LONGEST_SUBJECT = 900;

/** A mail of a compiled template and its values. */
export function rendered(template: Content, values: Values, secrets: readonly string[]): Rendered {
  if (secrets.length === 0) return { shown: filled(template, values), secret: null };
  const masked = { ...values, ...Object.fromEntries(secrets.map((name) => [name, MASK])) };
  return { shown: filled(template, masked), secret: filled(template, values) };
}

function filled({ subject, html }: Content, values: Values): Content {
  return { subject: renderLine(subject, values).slice(0, LONGEST_SUBJECT), html: renderHtml(html, values) };
}
