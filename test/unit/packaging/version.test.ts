import { readFileSync } from 'node:fs';
import test from 'ava';
import { PLACES, version, withVersion } from '../../../packaging/version.ts';

const read = (file: string): string => readFileSync(file, 'utf8');

test('every place says the version of package.json', (t) => {
  for (const place of PLACES)
    for (const file of place.files)
      t.true(
        withVersion(read(file), place, version()) === read(file),
        `${file}: node packaging/version.ts ${version()}`,
      );
});

test('there is a version in every place that needs one', (t) => {
  for (const { files, patterns } of PLACES) {
    const missing = patterns.filter((pattern) => files.every((file) => read(file).search(pattern) < 0));
    // Of pages, none has to say it in every way.
    t.true(files.length === 1 ? missing.length === 0 : missing.length < patterns.length, String(missing));
  }
});

test('no other version is left in a place, and nothing else is touched', (t) => {
  for (const place of PLACES)
    for (const file of place.files) {
      const next = withVersion(read(file), place, '98.76.54-rc.1');
      t.is(withVersion(next, place, version()), read(file));
    }
  const lock = PLACES.find(({ files }) => files.includes('package-lock.json')) ?? t.fail();
  t.is(withVersion(read('package-lock.json'), lock, '98.76.54').split('98.76.54').length - 1, 2);
});
