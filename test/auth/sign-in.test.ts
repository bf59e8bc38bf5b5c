import test from 'ava';
import { databases } from '../support/databases.js';
import { ADMIN_PASSWORD, addUser, secondProcess, shareRooms } from './rooms.js';

const ADDRESS = '192.0.2.7';

for (const database of databases) {
  const name = (sentence: string) => `${database.engine}: ${sentence}`;
  const open = shareRooms(test, database);

  test.serial(name('signs in by login in any case and by e-mail address'), async (t) => {
    const { signIn, admin } = open();
    for (const login of ['admin', 'ADMIN', 'Admin@Example.com']) {
      t.is((await signIn.byPassword(login, ADMIN_PASSWORD, ADDRESS)).id, admin.id);
    }
  });

  test.serial(name('answers unknown login and wrong password alike, with equal work'), async (t) => {
    const { signIn, work } = open();
    const before = work.verified;
    const wrong = await t.throwsAsync(signIn.byPassword('admin', 'wrong', ADDRESS));
    const after = work.verified;
    const unknown = await t.throwsAsync(signIn.byPassword('nobody', 'wrong', ADDRESS));
    t.is(work.verified, after + 1);
    t.is(after, before + 1);
    t.deepEqual({ ...unknown }, { ...wrong });
    t.is(unknown?.message, wrong?.message);
  });

  test(
    name('limits attempts for known and unknown accounts alike, also for the right password'),
    async (t) => {
      const rooms = open();
      await addUser(rooms, 'limited');
      const tries = async (login: string) => {
        const codes: string[] = [];
        for (let i = 0; i < 12; i += 1) {
          const error = await t.throwsAsync(rooms.signIn.byPassword(login, 'wrong', `192.0.2.${i}`));
          codes.push((error as { code?: string } | undefined)?.code ?? '');
        }
        return codes;
      };
      const known = await tries('limited');
      t.is(known.indexOf('rate_limited'), 10);
      t.deepEqual(await tries('nobody-else'), known);
      await t.throwsAsync(rooms.signIn.byPassword('Limited', 'limited-password', ADDRESS), {
        message: /Too many failed sign-ins/,
      });
      await t.throwsAsync(secondProcess(rooms).signIn.byPassword('limited', 'limited-password', ADDRESS), {
        message: /Too many failed sign-ins/,
      });
      rooms.clock.move(900_001);
      t.is((await rooms.signIn.byPassword('limited', 'limited-password', ADDRESS)).login, 'limited');
    },
  );

  test.serial(name('an address without attempts left locks out nobody'), async (t) => {
    const rooms = open();
    await addUser(rooms, 'bystander');
    const address = '192.0.2.99';
    for (let i = 0; i < 100; i += 1)
      await t.throwsAsync(rooms.signIn.byPassword(`guess-${i}`, 'wrong', address));
    for (let i = 0; i < 15; i += 1)
      await t.throwsAsync(rooms.signIn.byPassword('bystander', 'wrong', address));
    t.is((await rooms.signIn.byPassword('bystander', 'bystander-password', ADDRESS)).login, 'bystander');
  });

  test.serial(name('counts an address over many accounts, IPv6 by its /64'), async (t) => {
    const rooms = open();
    for (let i = 0; i < 100; i += 1) {
      const address = `2001:db8:1:2:${i.toString(16)}::1`;
      await t.throwsAsync(rooms.signIn.byPassword(`user${i}`, 'wrong', address), { message: /wrong/ });
    }
    const inside = rooms.signIn.byPassword('admin', ADMIN_PASSWORD, '2001:db8:1:2:ffff::9');
    await t.throwsAsync(inside, { message: /Too many failed sign-ins/ });
    t.is((await rooms.signIn.byPassword('admin', ADMIN_PASSWORD, '2001:db8:1:3::9')).login, 'admin');
  });

  test.serial(name('gives right passwords no count, however many'), async (t) => {
    const rooms = open();
    for (let i = 0; i < 120; i += 1) await rooms.signIn.byPassword('admin', ADMIN_PASSWORD, ADDRESS);
    t.pass();
  });

  test.serial(name('lets no more through at once than one after the other'), async (t) => {
    const rooms = open();
    const all = Array.from({ length: 16 }, () =>
      rooms.signIn.byPassword('crowded', 'wrong', ADDRESS).catch((error: { code: string }) => error.code),
    );
    const codes = await Promise.all(all);
    t.is(codes.filter((code) => code === 'bad_credentials').length, 10);
    t.is(codes.filter((code) => code === 'rate_limited').length, 6);
  });

  test.serial(name('forgets counts whose time is over'), async (t) => {
    const rooms = open();
    await t.throwsAsync(rooms.signIn.byPassword('admin', 'wrong', ADDRESS));
    rooms.clock.move(900_001);
    await rooms.cleanUp();
    t.is((await rooms.db.query('kp_login_attempts')).length, 0);
  });
}
