import test from 'ava';
import { CredentialCache, type Verified } from '../../src/auth/credential-cache.js';
import { systemPrincipal } from '../../src/auth/system-principal.js';
import { HandClock } from './rooms.js';

const nobody = { changed: async () => {} };
const principal = systemPrincipal(1, 'test');

function counted(verified: Verified | null = { principal }) {
  const state = { looks: 0 };
  return {
    state,
    verify: async () => {
      state.looks += 1;
      return verified ?? undefined;
    },
  };
}

test('looks a credential up once in a few seconds, and again after them', async (t) => {
  const clock = new HandClock();
  const cache = new CredentialCache(clock, nobody);
  const { state, verify } = counted();
  for (let i = 0; i < 10; i += 1) t.is(await cache.through('a', '', verify), principal);
  t.is(state.looks, 1);
  clock.move(5000);
  await cache.through('a', '', verify);
  t.is(state.looks, 2);
});

test('believes no credential longer than it lives', async (t) => {
  const clock = new HandClock();
  const cache = new CredentialCache(clock, nobody);
  const { state, verify } = counted({ principal, endsAt: clock.now().getTime() + 1000 });
  await cache.through('a', '', verify);
  clock.move(1000);
  await cache.through('a', '', verify);
  t.is(state.looks, 2);
});

test('does not keep what was looked up before a change and found after it', async (t) => {
  const cache = new CredentialCache(new HandClock(), nobody);
  const { state, verify } = counted();
  await cache.through('a', '', async () => {
    cache.dropAll();
    return verify();
  });
  await cache.through('a', '', verify);
  t.is(state.looks, 2);
});

test('keeps nothing of credentials that were wrong', async (t) => {
  const cache = new CredentialCache(new HandClock(), nobody);
  const { state, verify } = counted(null);
  await cache.through('a', '', verify);
  await cache.through('a', '', verify);
  t.is(state.looks, 2);
});

test('keeps a bounded number, and forgets the least recently used first', async (t) => {
  const cache = new CredentialCache(new HandClock(), nobody);
  const { state, verify } = counted();
  for (let i = 0; i < 5000; i += 1) await cache.through(`key ${i}`, '', verify);
  await cache.through('key 0', '', verify);
  t.is(state.looks, 5000);
  await cache.through('one more', '', verify);
  await cache.through('key 0', '', verify);
  t.is(state.looks, 5001);
  await cache.through('key 1', '', verify);
  t.is(state.looks, 5002);
});
