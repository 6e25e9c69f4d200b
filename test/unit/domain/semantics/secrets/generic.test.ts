import test from 'ava';
import { credentialIn } from '../../../../../src/domain/semantics/secrets/find.ts';
import { made } from './planted.ts';

const random = made('alnum', 32);

/** Words that a person made up, under keys that say what they are. */
const IN_TEXT: readonly (readonly [name: string, text: string])[] = [
  ['YAML', 'db:\n  user: shop\n  password: hunter2\n'],
  ['YAML in quotes', "password: 'hunter2' # of the database"],
  ['YAML in a block', 'password: >-\n  hunter2\n'],
  ['YAML in braces', '{user: shop, password: hunter2}'],
  ['JSON', '{"user":"shop","password":"hunter2"}'],
  ['JSON in a string', String.raw`"{\"password\":\"hunter2\"}"`],
  ['properties', 'spring.datasource.password=hunter2'],
  ['properties with spaces', 'spring.datasource.password = hunter2'],
  ['TOML', 'password = "hunter2"'],
  ['shell', 'export DB_PASSWORD=hunter2; run'],
  ['a flag', 'run --password=hunter2 --verbose'],
  ['a flag with a space', 'run --password hunter2'],
  ['a list of flags', '["--password", "hunter2"]'],
  ['a list of flags on lines of their own', '[\n  "--password",\n  "hunter2"\n]'],
  ['a list of flags in YAML', 'args:\n- --password\n- hunter2\n'],
  ['a property of Java', 'java -Dpassword=hunter2 -jar a.jar'],
  ['XML', '<password>hunter2</password>'],
  ['an attribute of XML', '<property name="password" value="hunter2"/>'],
  ['a name and a value in YAML', '- name: DB_PASSWORD\n  value: hunter2\n'],
  ['a name and a value in JSON', '[{"name":"DB_PASSWORD","value":"hunter2"}]'],
  ['Redis', 'bind *\nrequirepass hunter2\n'],
  ['Ruby', ':password => "hunter2"'],
  ['Go', 'password := "hunter2"'],
  ['Windows line breaks', 'user: shop\r\npassword: hunter2\r\n'],
];

for (const [name, text] of IN_TEXT)
  test(`a password in ${name}`, (t) => {
    t.is(credentialIn('application.yaml', text), 'generic');
  });

const BY_KEY: readonly (readonly [key: string, value: string])[] = [
  ['password', 'hunter2'],
  ['password.txt', 'hunter2'],
  ['DB_PASSWORD', 'hunter2'],
  ['PGPASSWORD', 'hunter2'],
  ['DB_PASS', 'hunter2'],
  ['dbPwd', 'hunter2'],
  ['GF_SECURITY_ADMIN_PASSWORD_PROD', 'admin'],
  ['sshPassphrase', 'correct-horse-battery'],
  ['bindPW', 'hunter2'],
  ['clientSecret', made('alnum', 16)],
  ['client_secret', '6f3c1f0e-9d0b-4a55-8a57-3ad24c1b0f0e'],
  ['SESSION_SECRET', made('hex', 64)],
  ['DD_API_KEY', made('hex', 32)],
  ['apikey', random],
  ['AccessKey', random],
  ['TOKEN', random],
  ['app.credentials', random],
  ['example.com/auth-token', random],
];

for (const [key, value] of BY_KEY)
  test(`by its key: ${key}`, (t) => {
    t.is(credentialIn(key, value), 'generic');
    t.is(credentialIn(key, `${value}\n`), 'generic');
    t.is(credentialIn('name', value), undefined);
  });

test('what has more to say than a telling key is said', (t) => {
  t.is(credentialIn('password', `ghp_${made('alnum', 36)}`), 'github-token');
});

test('comments explain, and are not looked into for keys', (t) => {
  for (const comment of [
    '# password: hunter2',
    '  // password: hunter2',
    '; password=hunter2',
    '<!-- password: hunter2 -->',
  ])
    t.is(credentialIn('', `a: b\n${comment}\nc: d`), undefined, comment);
  t.is(credentialIn('', 'a: b # see below\npassword: hunter2'), 'generic');
});
