import type { MailTemplate } from '../mail/mail.js';

export const ACCOUNT_MAILS = 'host.accounts';
export const INVITATION = `${ACCOUNT_MAILS}.invitation`;
export const PASSWORD_RESET = `${ACCOUNT_MAILS}.password-reset`;
export const PASSWORD_CHANGED = `${ACCOUNT_MAILS}.password-changed`;
export const NEW_SIGN_IN = `${ACCOUNT_MAILS}.new-sign-in`;

const site = { name: 'Aurora', url: 'https://aurora.example' };
const user = { name: 'Ada Lovelace', login: 'ada' };

export const accountMailTemplates: readonly MailTemplate[] = [
  {
    name: INVITATION,
    title: 'Invitation',
    subject: 'You are invited to {{ site.name }}',
    mjml: page(`<mj-text>Hello {{ user.name }},</mj-text>
<mj-text>{{ inviter }} has made an account for you at {{ site.name }}. Your username is <b>{{ user.login }}</b>. Choose a password to begin:</mj-text>
<mj-button href="{{ link }}">Choose a password</mj-button>
<mj-text>The link works once, until {{ expires }}.</mj-text>`),
    sample: {
      site,
      user,
      inviter: 'Grace Hopper',
      link: `${site.url}/wp-login.php?action=rp&key=sample&login=ada`,
      expires: '29 November 2026, 10:00 UTC',
    },
  },
  {
    name: PASSWORD_RESET,
    title: 'A new password was asked for',
    subject: 'A new password for {{ site.name }}',
    mjml: page(`<mj-text>Hello {{ user.name }},</mj-text>
<mj-text>somebody asked for a new password for your account <b>{{ user.login }}</b>. If it was not you, nothing has changed and nothing is to be done.</mj-text>
<mj-button href="{{ link }}">Choose a new password</mj-button>
<mj-text>The link works once, until {{ expires }}.</mj-text>`),
    sample: {
      site,
      user,
      link: `${site.url}/wp-login.php?action=rp&key=sample&login=ada`,
      expires: '22 November 2026, 11:00 UTC',
    },
  },
  {
    name: PASSWORD_CHANGED,
    title: 'The password was changed',
    subject: 'Your password for {{ site.name }} was changed',
    mjml: page(`<mj-text>Hello {{ user.name }},</mj-text>
<mj-text>the password of your account <b>{{ user.login }}</b> has been changed, and everybody who was signed in with it is signed out. If it was not you, ask for a new password at once:</mj-text>
<mj-button href="{{ link }}">Choose a new password</mj-button>`),
    sample: { site, user, link: `${site.url}/wp-login.php?action=lostpassword` },
  },
  {
    name: NEW_SIGN_IN,
    title: 'A sign-in from somewhere new',
    subject: 'New sign-in to {{ site.name }}',
    mjml: page(`<mj-text>Hello {{ user.name }},</mj-text>
<mj-text>somebody signed in to your account <b>{{ user.login }}</b> from where you have not been before:</mj-text>
<mj-text>When: {{ when }}<br />Address: {{ address }}<br />Program: {{ program }}</mj-text>
<mj-text>If it was you, nothing is to be done. If not, choose a new password, which signs everybody out:</mj-text>
<mj-button href="{{ link }}">Choose a new password</mj-button>`),
    sample: {
      site,
      user,
      when: '22 November 2026, 10:00 UTC',
      address: '192.0.2.7',
      program: 'Mozilla/5.0 (X11; Linux x86_64)',
      link: `${site.url}/wp-login.php?action=lostpassword`,
    },
  },
];

function page(content: string): string {
  return `<mjml lang="en">
<mj-head><mj-attributes><mj-all font-family="system-ui, sans-serif" /><mj-text font-size="16px" line-height="1.5" /><mj-button background-color="#2145e6" font-size="16px" /></mj-attributes></mj-head>
<mj-body background-color="#f0f0f1">
<mj-section background-color="#ffffff"><mj-column>
${content}
</mj-column></mj-section>
<mj-section><mj-column><mj-text font-size="13px" color="#50575e" align="center"><a href="{{ site.url }}">{{ site.name }}</a></mj-text></mj-column></mj-section>
</mj-body>
</mjml>`;
}
