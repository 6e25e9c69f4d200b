import test from 'ava';
import { type Change, Mirror } from '../../../src/engine/mirror.ts';
import { type ConfigMap, configMap } from '../../support/kube-objects.ts';

const byOwner = (item: ConfigMap): string[] => (item.data?.['owner'] ?? '').split(',').filter((owner) => owner !== '');

function mirrored(): { mirror: Mirror<ConfigMap>; heard: Change<ConfigMap>[] } {
  const mirror = new Mirror<ConfigMap>({ owner: byOwner });
  const heard: Change<ConfigMap>[] = [];
  mirror.onChange((change) => heard.push(change));
  return { mirror, heard };
}

const names = (items: readonly ConfigMap[]): string[] => items.map(({ metadata }) => metadata.name).toSorted();

test('handlers hear of what came, changed and went', (t) => {
  const { mirror, heard } = mirrored();
  const [old, now] = [configMap('a', '1'), configMap('a', '2', { k: 'v' })];
  mirror.put(old);
  mirror.put(now);
  mirror.remove('default/a');
  mirror.remove('default/a');
  t.deepEqual(heard, [
    { key: 'default/a', old: undefined, new: old },
    { key: 'default/a', old, new: now },
    { key: 'default/a', old: now, new: undefined },
  ]);
  t.is(mirror.size, 0);
});

test('equal content wakes nobody, but the version is kept', (t) => {
  const { mirror, heard } = mirrored();
  mirror.put(configMap('a', '1', { k: 'v' }));
  const { metadata, ...rest } = configMap('a', '2', { k: 'v' });
  const later = { ...rest, metadata: { ...metadata, generation: 7, managedFields: [{ manager: 'somebody' }] } };
  mirror.put(later);
  t.is(heard.length, 1);
  t.is(mirror.get('default/a'), later);
});

test('labels and annotations are content', (t) => {
  const { mirror, heard } = mirrored();
  const { metadata, ...rest } = configMap('a', '1');
  mirror.put({ ...rest, metadata });
  mirror.put({ ...rest, metadata: { ...metadata, labels: { a: 'b' } } as ConfigMap['metadata'] });
  t.is(heard.length, 2);
});

test('an index follows every change', (t) => {
  const { mirror } = mirrored();
  mirror.put(configMap('a', '1', { owner: 'x,y' }));
  mirror.put(configMap('b', '1', { owner: 'y' }));
  t.deepEqual(names(mirror.by('owner', 'y')), ['a', 'b']);
  mirror.put(configMap('a', '2', { owner: 'x' }));
  t.deepEqual(names(mirror.by('owner', 'y')), ['b']);
  mirror.overlay('default/b').commit(configMap('b', '2', { owner: 'x' }));
  t.deepEqual(names(mirror.by('owner', 'x')), ['a', 'b']);
  mirror.remove('default/a');
  t.deepEqual(names(mirror.by('owner', 'x')), ['b']);
  t.deepEqual(mirror.by('owner', 'y'), []);
  t.deepEqual(mirror.by('no such index', 'x'), []);
});

test('an answer is shown at once, and the watch that catches up with it wakes nobody', (t) => {
  const { mirror, heard } = mirrored();
  mirror.overlay('default/a').commit(configMap('a', '5', { k: 'v' }));
  t.is(mirror.get('default/a')?.metadata.resourceVersion, '5');
  t.is(heard.length, 1);
  mirror.put(configMap('a', '5', { k: 'v' }));
  t.is(heard.length, 1);
});

test('an answer that holds what others wrote is heard of', (t) => {
  const { mirror, heard } = mirrored();
  mirror.put(configMap('a', '1'));
  const pending = mirror.overlay('default/a');
  const answer = configMap('a', '3', { ours: '1', theirs: '1' });
  pending.commit(answer);
  t.is(heard.at(-1)?.new, answer, 'the event of their write may come with nothing new any more');
});

test('an answer is dropped when the watch spoke meanwhile', (t) => {
  const { mirror } = mirrored();
  mirror.put(configMap('a', '1'));
  const [first, second] = [mirror.overlay('default/a'), mirror.overlay('default/a')];
  mirror.remove('default/a');
  first.commit(configMap('a', '2'));
  t.is(mirror.get('default/a'), undefined);
  const third = mirror.overlay('default/a');
  mirror.put(configMap('a', '9'));
  second.commit(configMap('a', '3'));
  third.commit(configMap('a', '4'));
  t.is(mirror.get('default/a')?.metadata.resourceVersion, '9');
});

test('an answer is kept when the watch spoke of another object, or before', (t) => {
  const { mirror } = mirrored();
  mirror.put(configMap('a', '1'));
  const pending = mirror.overlay('default/a');
  mirror.put(configMap('b', '2'));
  pending.commit(configMap('a', '3'));
  t.is(mirror.get('default/a')?.metadata.resourceVersion, '3');
});

test('what has been discarded or committed does nothing more, to itself or to others', (t) => {
  const { mirror } = mirrored();
  const done = mirror.overlay('default/a');
  done.commit(configMap('a', '1'));
  const next = mirror.overlay('default/a');
  done.discard();
  done.commit(configMap('a', '0'));
  t.is(mirror.get('default/a')?.metadata.resourceVersion, '1');
  mirror.put(configMap('a', '5'));
  next.commit(configMap('a', '4'));
  t.is(mirror.get('default/a')?.metadata.resourceVersion, '5', 'the second one still hears of the watch');
});
