import * as argon2 from '@node-rs/argon2';
import test from 'ava';
import { Passwords } from '../../src/auth/passwords.js';
import { isProblem } from '../../src/http/problem.js';

test('stores argon2id with 19 MiB, two passes and one lane, and knows the password again', async (t) => {
  const passwords = new Passwords();
  const hash = await passwords.hash('correct horse');
  t.regex(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  t.true(await passwords.verify(hash, 'correct horse'));
  t.false(await passwords.verify(hash, 'correct mare'));
});

test('does the same work for nobody: one check at the same cost, and it never fits', async (t) => {
  const seen: string[] = [];
  const passwords = new Passwords({
    hash: (password) => argon2.hash(password),
    verify: async (hash) => {
      seen.push(hash);
      return true;
    },
  });
  t.false(await passwords.verify(undefined, 'anything'));
  t.false(await passwords.verify(null, 'anything'));
  t.is(seen.length, 2);
  t.regex(seen[0] ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  t.false(await argon2.verify(seen[0] ?? '', 'anything'));
});

test('works on two at once, lets a few wait, and refuses the rest', async (t) => {
  const release: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const passwords = new Passwords({
    async hash() {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => release.push(resolve));
      running -= 1;
      return 'done';
    },
    verify: async () => false,
  });
  const all = Array.from({ length: 30 }, () => passwords.hash('x').catch((error: unknown) => error));
  while (release.length > 0 || running > 0) {
    release.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const outcomes = await Promise.all(all);
  t.is(most, 2);
  t.is(outcomes.filter((outcome) => outcome === 'done').length, 18);
  t.true(
    outcomes.filter((outcome) => outcome !== 'done').every((e) => isProblem(e) && e.code === 'rate_limited'),
  );
});
