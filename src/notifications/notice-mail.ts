import type { User } from '../accounts/user.js';
import type { MailTemplate, OutgoingMail } from '../mail/mail.js';
import type { NewNotification } from './notification.js';

/** How a notification looks in a mail. */
export const noticeTemplate: MailTemplate = {
  name: 'host.notifications.notice',
  title: 'Notification',
  subject: '{{ title }}',
  mjml: `<mjml lang="en">
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text font-size="20px">{{ title }}</mj-text>
        <mj-text>{{ message }}</mj-text>
        <mj-text><a href="{{ link }}">{{ link }}</a></mj-text>
        <mj-text font-size="12px">Sent by {{ site }} to {{ name }}. Notifications by mail can be switched off in your profile.</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>`,
  sample: {
    title: 'A webhook was paused',
    message: 'It has failed for a day.',
    link: 'https://example.test/wp-admin/',
    name: 'Ann',
    site: 'https://example.test',
  },
};

/** Where the admin keeps what a user prefers: `meta.persisted_preferences`. */
const PREFERENCES = 'koapress/notifications';

/** Unless they have said otherwise. */
export function wantsMail({ email, meta }: User): boolean {
  if (email === '') return false;
  const preferences = objectOf(objectOf(meta.persisted_preferences)[PREFERENCES]);
  return preferences.mail !== false;
}

export function noticeMail(
  user: User,
  publicId: string,
  { title, message, link }: NewNotification,
  siteUrl: string,
): OutgoingMail {
  return {
    template: noticeTemplate.name,
    to: user.email,
    data: { title, message, link: new URL(link ?? '/', siteUrl).href, name: user.name, site: siteUrl },
    key: publicId,
  };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
