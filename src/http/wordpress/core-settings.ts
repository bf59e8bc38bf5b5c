import type { SettingSpec } from '../../plugins/plugin.js';

/** A setting with the option that keeps it. */
export interface KnownSetting extends SettingSpec {
  readonly option: string;
  /** Given from outside of the site: shown, and a write of the same value does no harm. */
  readonly fixed?: boolean;
  readonly format?: 'email' | 'timezone' | 'language' | 'line';
}

/** The host's own settings, by the names that WordPress gives them. */
export function coreSettings(siteUrl: string, adminEmail: string): readonly KnownSetting[] {
  return [
    text('title', 'Site title', 'Koapress', 'line'),
    text('description', 'Site tagline', '', 'line'),
    { ...text('url', 'Site address (SITE_URL)', siteUrl), fixed: true },
    text('email', 'Address of the site administration', adminEmail, 'email'),
    text('timezone', 'A city in the same time zone', '', 'timezone'),
    text('date_format', 'How dates are shown', 'F j, Y', 'line'),
    text('time_format', 'How times are shown', 'g:i a', 'line'),
    {
      name: 'start_of_week',
      option: 'site_start_of_week',
      title: 'Day the week begins with; 0 is Sunday',
      type: 'integer',
      default: 1,
      minimum: 0,
      maximum: 6,
    },
    text('language', 'Locale of the site', 'en_US', 'language'),
    {
      name: 'sign_in_mails',
      option: 'site_sign_in_mails',
      title: 'A mail when somebody signs in from somewhere new',
      type: 'boolean',
      default: true,
    },
  ];
}

function text(name: string, title: string, standard: string, format?: KnownSetting['format']): KnownSetting {
  return {
    name,
    option: `site_${name}`,
    title,
    type: 'string',
    default: standard,
    ...(format ? { format } : {}),
  };
}
