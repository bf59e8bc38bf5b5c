import type { SettingValues } from '../../http/wordpress/site-settings.js';

/** All settings by name; settings of plugins are named `<plugin>_<setting>`. */
export interface SettingsView {
  title: string;
  description: string;
  url: string;
  email: string;
  timezone: string;
  date_format: string;
  time_format: string;
  /** @isInt */
  start_of_week: number;
  language: string;
  /** A mail to whoever signs in from somewhere new. */
  sign_in_mails: boolean;
  [name: string]: string | number | boolean;
}

/** Any of the settings. */
export interface SettingsChange {
  title?: string | null;
  /** Tagline of the site. */
  description?: string | null;
  /** Fixed by SITE_URL: only the same value may be sent. */
  url?: string | null;
  email?: string | null;
  /** IANA name; empty for UTC. */
  timezone?: string | null;
  date_format?: string | null;
  time_format?: string | null;
  /**
   * 0 is Sunday.
   * @isInt
   */
  start_of_week?: number | null;
  language?: string | null;
  sign_in_mails?: boolean | null;
  [name: string]: unknown;
}

/** WordPress keeps these two as they stand in a page. */
const ESCAPED = ['title', 'description'] as const;
const ENTITIES: readonly (readonly [character: string, entity: string])[] = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#039;'],
];

export function settingsView(values: SettingValues): SettingsView {
  const shown: Record<string, string | number | boolean> = { ...values };
  for (const name of ESCAPED) shown[name] = escaped(String(values[name]));
  return shown as SettingsView;
}

/** What was read may be written back: it comes out the same. */
export function unescaped(change: SettingsChange): SettingsChange {
  const plain = { ...change };
  for (const name of ESCAPED) {
    const value = change[name];
    if (typeof value === 'string') plain[name] = decoded(value);
  }
  return plain;
}

function escaped(text: string): string {
  return ENTITIES.reduce((escaping, [character, entity]) => escaping.replaceAll(character, entity), text);
}

/** The ampersand last, so that `&amp;lt;` becomes `&lt;`. */
function decoded(text: string): string {
  return ENTITIES.toReversed().reduce(
    (plain, [character, entity]) => plain.replaceAll(entity, character),
    text,
  );
}
