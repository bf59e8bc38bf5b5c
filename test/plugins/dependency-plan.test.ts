import test from 'ava';
import {
  dependentsOf,
  findUnmet,
  inDependencyOrder,
  type Planned,
} from '../../src/plugins/dependency-plan.js';

function planned(name: string, requires: Record<string, string> = {}, version = '1.0.0'): Planned {
  return { name, version, host: '^0.1.0', requires };
}

function around(known: readonly Planned[], active: Record<string, string> = {}, hostVersion = '0.1.0') {
  return {
    hostVersion,
    known: new Map(known.map((plugin) => [plugin.name, plugin])),
    active: new Map(Object.entries(active)),
  };
}

test('a plugin whose requirements are active and fit may be switched on', (t) => {
  const plugin = planned('shop', { base: '^1.2.0' });
  t.is(findUnmet(plugin, around([plugin, planned('base')], { base: '1.3.0' })), undefined);
});

test('each thing that forbids it has its own reason', (t) => {
  const plugin = planned('shop', { base: '^1.2.0' });
  const base = planned('base');
  t.is(findUnmet(plugin, around([plugin]))?.reason, 'requirement_missing');
  t.is(findUnmet(plugin, around([plugin, base]))?.reason, 'requirement_inactive');
  t.is(findUnmet(plugin, around([plugin, base], { base: '1.1.0' }))?.reason, 'requirement_version');
  t.is(findUnmet(plugin, around([plugin, base], { base: '1.2.0' }, '1.0.0'))?.reason, 'host_incompatible');
});

test('a pre-release of the host and of a requirement fits its range', (t) => {
  const plugin = planned('shop', { base: '^1.2.0' });
  t.is(findUnmet(plugin, around([plugin], { base: '1.3.0-beta.1' }, '0.1.1-rc.1')), undefined);
});

test('requirements that go round in a circle are told by their names', (t) => {
  const plugins = [planned('a', { b: '*' }), planned('b', { c: '*' }), planned('c', { a: '*' })];
  const unmet = findUnmet(plugins[0] as Planned, around(plugins));
  t.is(unmet?.reason, 'requirement_cycle');
  t.regex(unmet?.message ?? '', /a → b → c → a/);
});

test('a circle further down does not hang the search', (t) => {
  const plugins = [planned('a', { b: '*' }), planned('b', { c: '*' }), planned('c', { b: '*' })];
  t.is(findUnmet(plugins[0] as Planned, around(plugins))?.reason, 'requirement_inactive');
});

test('requirements come before those that require them, whatever their names', (t) => {
  const plugins = [planned('a', { z: '*' }), planned('m', { a: '*', z: '*' }), planned('z')];
  t.deepEqual(
    inDependencyOrder(plugins).map((plugin) => plugin.name),
    ['z', 'a', 'm'],
  );
});

test('plugins in a circle are ordered all the same', (t) => {
  const plugins = [planned('a', { b: '*' }), planned('b', { a: '*' })];
  t.is(inDependencyOrder(plugins).length, 2);
});

test('dependents are those that list the plugin', (t) => {
  const plugins = [planned('shop', { base: '*' }), planned('base'), planned('cart', { shop: '*' })];
  t.deepEqual(dependentsOf('base', plugins), ['shop']);
});
