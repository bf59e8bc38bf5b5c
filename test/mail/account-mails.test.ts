import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { databases } from '../support/databases.js';
import { ADMIN, type Site, startSite } from '../support/site.js';
import { type Received, TestSmtp } from '../support/smtp.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

for (const database of databases) {
  let site: Site;
  let smtp: TestSmtp;
  const named = (title: string) => `${database.engine}: ${title}`;

  test.before(named('start'), async () => {
    smtp = await TestSmtp.start();
    site = await startSite(database, { smtpUrl: smtp.url });
  });
  test.after.always(named('stop'), async () => {
    await site?.stop();
    await smtp?.stop();
  });

  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    site.request(path, {
      method: 'POST',
      headers: { ...FORM, ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  const mailsTo = (address: string) => smtp.received.filter(({ to }) => to.includes(address));
  const signIn = (log: string, pwd: string, headers: Record<string, string> = {}) =>
    post('/wp-login.php', { log, pwd }, headers);
  const person = async (login: string) => {
    const made = await site.login({ login, role: 'member' });
    return { ...made, login, email: `${login}@example.test`, password: 'correct horse 2' };
  };

  /** The newest mail to somebody about something, once it has come. */
  const mailTo = async (address: string, subject: RegExp): Promise<Received> => {
    for (;;) {
      const found = mailsTo(address).findLast(({ mail }) => subject.test(mail.subject ?? ''));
      if (found) return found;
      await sleep(20);
    }
  };
  const linkIn = ({ mail }: Received): string => {
    const [address = ''] =
      /http:\/\/site\.test\/wp-login\.php\?action=rp[^"\s\]]+/.exec(mail.text ?? '') ?? [];
    return address.replace('http://site.test', '');
  };
  const keyIn = (path: string): string => new URLSearchParams(path.split('?')[1]).get('key') ?? '';
  const choose = (key: string, password: string) =>
    post('/wp-login.php?action=resetpass', { rp_key: key, pass1: password, pass2: password });

  test(named('a lost password is replaced through the mail, and everything else ends'), async (t) => {
    const ada = await person('ada');
    const before = await signIn('ada', ada.password);
    const cookie = before.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    t.is((await site.request('/wp-admin/', { headers: { cookie } })).status, 200);
    const tokens = await site.request('/api/auth/login', {
      method: 'POST',
      body: { email: 'ada', password: ada.password },
    });

    const page = await site.request('/wp-login.php?action=lostpassword');
    t.regex(page.body, /name="user_login"/);
    const asked = await post('/wp-login.php?action=lostpassword', { user_login: 'ADA@example.test' });
    t.regex(asked.body, /If there is an account/);
    const link = linkIn(await mailTo(ada.email, /A new password/));
    t.regex((await site.request(link)).body, /For the account <strong>ada<\/strong>/);
    t.is((await site.request(link)).status, 200, 'looking uses nothing up');

    const uneven = { rp_key: keyIn(link), pass1: 'one', pass2: 'two' };
    t.regex((await post('/wp-login.php?action=resetpass', uneven)).body, /do not match/);
    t.regex((await choose(keyIn(link), 'a quite new one')).body, /has been reset/);

    t.is((await choose(keyIn(link), 'a third one')).status, 302, 'the link works once');
    t.regex((await site.request(link)).headers.get('location') ?? '', /error=invalidkey/);
    t.is((await site.request('/wp-admin/', { headers: { cookie } })).status, 302);
    const refreshed = { refresh_token: tokens.body.refresh_token };
    t.is((await site.request('/api/auth/refresh', { method: 'POST', body: refreshed })).status, 401);
    t.is((await signIn('ada', ada.password)).status, 200, 'the old password opens nothing');
    t.is((await signIn('ada', 'a quite new one')).status, 302);
    t.is((await site.request('/wp-json/wp/v2/users/me', { auth: ada.auth })).status, 200);
    t.regex((await mailTo(ada.email, /was changed/)).mail.text ?? '', /has been changed/);
  });

  test(named('nobody learns whether there is an account'), async (t) => {
    const grace = await person('grace');
    const forgot = (email: string) =>
      site.request('/api/auth/forgot-password', { method: 'POST', body: { email } });
    const [known, unknown] = [await forgot(grace.email), await forgot('nobody@example.test')];
    t.is(known.status, 200);
    t.deepEqual(known.body, unknown.body);
    t.deepEqual(known.body, { data: { success: true }, meta: {} });
    await mailTo(grace.email, /A new password/);
    t.is(mailsTo('nobody@example.test').length, 0);
    const pages = [];
    for (const user_login of ['grace', 'nobody']) {
      pages.push((await post('/wp-login.php?action=lostpassword', { user_login })).body);
    }
    t.is(pages[0], pages[1]);
    for (const email of [grace.email, 'nobody@example.test']) {
      const tried = [];
      for (let n = 0; n < 3; n += 1) tried.push((await forgot(email)).status);
      t.deepEqual(tried, [200, 200, 429], email);
    }
  });

  test(named('a new link ends the one before, and a wrong one opens nothing'), async (t) => {
    const joan = await person('joan');
    await post('/wp-login.php?action=lostpassword', { user_login: 'joan' });
    const first = linkIn(await mailTo(joan.email, /A new password/));
    await post('/wp-login.php?action=lostpassword', { user_login: 'joan@example.test' });
    while (mailsTo(joan.email).length < 2) await sleep(20);
    t.is((await site.request(first)).status, 302);
    for (const key of ['', 'x', "' or 1=1", 'A'.repeat(43), 'A'.repeat(5000)]) {
      t.is((await choose(key, 'something new')).status, 302, key.slice(0, 50));
    }
    t.is((await signIn('joan', joan.password)).status, 302);
  });

  test(named('a link in the mailbox that an account had opens nothing once it has another'), async (t) => {
    const change = (userId: number, body: object) =>
      site.request(`/wp-json/wp/v2/users/${userId}`, { method: 'POST', auth: site.admin, body });
    const body = { email: 'mistyped@example.test', username: 'moved' };
    const invited = await site.request('/wp-json/koapress/v1/invitations', {
      method: 'POST',
      auth: site.admin,
      body,
    });
    t.is(invited.status, 201, JSON.stringify(invited.body));
    const link = linkIn(await mailTo(body.email, /invited/));
    const { user_id } = invited.body;
    t.is((await change(user_id, { name: 'Somebody', email: body.email })).status, 200);
    t.is((await site.request(link)).status, 200, 'the same address');
    t.is((await change(user_id, { email: 'right@example.test' })).status, 200);
    t.is((await site.request(link)).status, 302);
    t.is((await choose(keyIn(link), 'of a stranger')).status, 302);
    t.is((await signIn('moved', 'of a stranger')).status, 200);
  });

  test(named('the link stands nowhere in the log'), async (t) => {
    const mary = await person('mary');
    await post('/wp-login.php?action=lostpassword', { user_login: 'mary' });
    const key = keyIn(linkIn(await mailTo(mary.email, /A new password/)));
    t.is(key.length, 43);
    const list = await site.request(`/wp-json/koapress/v1/mails?address=${mary.email}`, { auth: site.admin });
    const one = await site.request(`/wp-json/koapress/v1/mails/${list.body[0].id}`, { auth: site.admin });
    t.is(one.body.attempts?.length ?? 0, one.body.status === 'sent' ? 1 : 0);
    const everything: string[] = [];
    for (const table of ['kp_mails', 'kp_jobs', 'kp_account_links', 'kp_audit_log', 'kp_mail_attempts']) {
      everything.push(JSON.stringify(await site.host.db.raw(`select * from ${table}`)));
    }
    t.false([JSON.stringify(one.body), JSON.stringify(list.body), ...everything].join().includes(key));
  });

  test(named('somebody invited chooses a password once'), async (t) => {
    const body = { email: 'Edith.Clarke@example.test', name: 'Edith', roles: ['member'] };
    const sent = { method: 'POST', auth: site.admin, body };
    const made = await site.request('/wp-json/koapress/v1/invitations', sent);
    t.is(made.status, 201);
    t.is(made.body.username, 'edith-clarke');
    const again = await site.request('/wp-json/koapress/v1/invitations', sent);
    t.is(again.body.code, 'existing_user_email');
    const mail = await mailTo('Edith.Clarke@example.test', /You are invited/);
    const link = linkIn(mail);
    t.regex((await choose(keyIn(link), 'edith chooses')).body, /has been reset/);
    t.is((await signIn('edith-clarke', 'edith chooses')).status, 302);
    t.is((await choose(keyIn(link), 'another one')).status, 302);
    t.is(mailsTo('Edith.Clarke@example.test').length, 1, 'no mail tells of a change');
    const wrong = { ...sent, body: { email: 'no address' } };
    t.is((await site.request('/wp-json/koapress/v1/invitations', wrong)).status, 400);
  });

  test(named('sign-ins from one new place at the same moment all succeed, and are told once'), async (t) => {
    const { login, email, password } = await person('marie');
    t.is((await signIn(login, password, { 'user-agent': 'At home' })).status, 302);
    const together = Array.from({ length: 8 }, () => signIn(login, password, { 'user-agent': 'At work' }));
    for (const { status } of await Promise.all(together)) t.is(status, 302);
    await mailTo(email, /New sign-in/);
    t.is(mailsTo(email).filter(({ mail }) => /New sign-in/.test(mail.subject ?? '')).length, 1);
  });

  test(named('a sign-in from somewhere new is told once, and not if the site wants none'), async (t) => {
    const { email, login, password } = await person('rosa');
    const from = (program: string) => signIn(login, password, { 'user-agent': program });
    await from('Firefox/1');
    await from('Firefox/2');
    await from('Curious <b>Browser</b>');
    const { mail } = await mailTo(email, /New sign-in/);
    t.regex(String(mail.html), /Curious &lt;b&gt;Browser&lt;\/b&gt;/);
    await from('Curious <b>Browser</b>');
    const settings = (sign_in_mails: boolean) =>
      site.request('/wp-json/wp/v2/settings', { method: 'POST', auth: site.admin, body: { sign_in_mails } });
    t.is((await settings(false)).body.sign_in_mails, false);
    await from('Opera');
    await settings(true);
    await from('Lynx');
    while (!mailsTo(email).some((each) => each.mail.text?.includes('Lynx'))) await sleep(20);
    t.is(mailsTo(email).length, 2);
  });

  test(named('forms of other sites cannot ask for passwords'), async (t) => {
    const foreign = { origin: 'https://evil.test' };
    const fields = { user_login: ADMIN.login };
    t.is((await post('/wp-login.php?action=lostpassword', fields, foreign)).status, 403);
    t.is((await post('/wp-login.php?action=resetpass', { rp_key: 'x' }, foreign)).status, 403);
  });
}
