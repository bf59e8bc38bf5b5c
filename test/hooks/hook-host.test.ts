import test from 'ava';
import { HookHost } from '../../src/hooks/hook-host.js';
import { createLogger } from '../../src/log.js';

declare module '#host' {
  interface Actions {
    'test.saved': [id: number];
  }
  interface Filters {
    'test.title': [title: string, id: number];
  }
}

function hookHost(timeoutMs?: number) {
  const lines: string[] = [];
  const effects: (() => void)[] = [];
  const host = new HookHost({
    log: createLogger('info', (line) => lines.push(line)),
    afterCommit: (effect) => effects.push(effect),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  const commit = async () => {
    for (const effect of effects.splice(0)) effect();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { host, lines, commit };
}

test('an action fires after the commit, by priority, with its arguments', async (t) => {
  const { host, commit } = hookHost();
  const seen: string[] = [];
  host.for('b').addAction('test.saved', (id) => void seen.push(`late ${id}`), 20);
  host.for('a').addAction('test.saved', async (id) => void seen.push(`early ${id}`), 5);
  host.for('host').doAction('test.saved', 7);
  t.deepEqual(seen, []);
  await commit();
  t.deepEqual(seen, ['early 7', 'late 7']);
});

test('filters hand the value on, also asynchronous ones', async (t) => {
  const { host } = hookHost();
  host.for('a').addFilter('test.title', (title, id) => `${title}-${id}`);
  host.for('b').addFilter('test.title', async (title) => title.toUpperCase(), 20);
  t.is(await host.for('host').applyFilters('test.title', 'one', 1), 'ONE-1');
});

test('a filter without callbacks gives the value back', async (t) => {
  t.is(await hookHost().host.for('host').applyFilters('test.title', 'one', 1), 'one');
});

test('a failing callback is logged with its owner and the others go on', async (t) => {
  const { host, lines, commit } = hookHost();
  const seen: number[] = [];
  host.for('bad').addAction('test.saved', async () => Promise.reject(new Error('boom in action')), 1);
  host.for('bad').addFilter('test.title', () => {
    throw new Error('boom in filter');
  });
  host.for('good').addAction('test.saved', (id) => void seen.push(id));
  host.for('good').addFilter('test.title', (title) => `${title}!`, 20);
  host.for('host').doAction('test.saved', 7);
  await commit();
  t.deepEqual(seen, [7]);
  t.is(await host.for('host').applyFilters('test.title', 'one', 1), 'one!');
  for (const words of ['boom in action', 'boom in filter']) {
    t.true(
      lines.some((line) => line.includes(words) && line.includes('"plugin":"bad"')),
      words,
    );
  }
});

test('a callback that never settles is passed over', async (t) => {
  const { host, lines } = hookHost(20);
  host.for('stuck').addFilter('test.title', () => new Promise<string>(() => undefined));
  t.is(await host.for('host').applyFilters('test.title', 'one', 1), 'one');
  t.true(lines.some((line) => line.includes('did not settle')));
});

test('what an owner added is gone with it, and nothing of others, also with a similar name', async (t) => {
  const { host } = hookHost();
  host.for('shop').addFilter('test.title', (title) => `${title} shop`);
  host.for('shop').addFilter('test.title', (title) => `${title} twice`);
  host.for('shopping').addFilter('test.title', (title) => `${title} shopping`);
  await host.for('shop').disposeAll();
  t.is(await host.for('host').applyFilters('test.title', 'one', 1), 'one shopping');
});

test('disposing waits for callbacks that are running', async (t) => {
  const { host, commit } = hookHost();
  const done: string[] = [];
  let finish: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    finish = resolve;
  });
  host.for('slow').addAction('test.saved', async () => {
    await gate;
    done.push('callback');
  });
  host.for('host').doAction('test.saved', 1);
  await commit();
  const disposed = host
    .for('slow')
    .disposeAll()
    .then(() => done.push('disposed'));
  finish();
  await disposed;
  t.deepEqual(done, ['callback', 'disposed']);
});

test('names that the library would only log are refused', (t) => {
  const { host } = hookHost();
  for (const name of ['a/b', 'a:b', '1a', '', '__current']) {
    t.throws(
      () => host.for('a').addAction(name as never, (() => undefined) as never),
      { instanceOf: TypeError },
      name,
    );
  }
  for (const owner of ['a:b', '9shop', 'a/b', ''])
    t.throws(() => host.for(owner), { instanceOf: TypeError }, owner);
  t.throws(() => host.for('a').addAction('test.saved', undefined as never), { instanceOf: TypeError });
});
