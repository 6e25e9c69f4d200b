import test from 'ava';
import { ApiError, classify, ConnectionError, isPanic, messageOf, type Verdict } from '../../../src/engine/errors.ts';

const cause = (reason: string) => ({ details: { causes: [{ reason }] } });

const CASES: readonly (readonly [string, unknown, Verdict])[] = [
  ['no answer', new ConnectionError('reset'), 'retry'],
  ['anything else that was thrown', 'text', 'retry'],
  ['bad request', new ApiError(400, {}), 'terminal'],
  ['credentials', new ApiError(401, {}), 'forbidden'],
  ['rights', new ApiError(403, { reason: 'Forbidden' }), 'forbidden'],
  ['a namespace that is going', new ApiError(403, { reason: 'Forbidden', ...cause('NamespaceTerminating') }), 'retry'],
  ['not there', new ApiError(404, {}), 'missing'],
  ['timeout', new ApiError(408, {}), 'retry'],
  ['somebody was faster', new ApiError(409, { reason: 'Conflict' }), 'conflict'],
  ['there already', new ApiError(409, { reason: 'AlreadyExists' }), 'exists'],
  ['expired version', new ApiError(410, { reason: 'Expired' }), 'gone'],
  [
    'version from before a restore',
    new ApiError(504, { reason: 'Timeout', ...cause('ResourceVersionTooLarge') }),
    'gone',
  ],
  ['invalid', new ApiError(422, { reason: 'Invalid' }), 'terminal'],
  ['too many', new ApiError(429, {}), 'retry'],
  ['server', new ApiError(500, {}), 'retry'],
  [
    'a field without a schema',
    new ApiError(500, { message: 'failed to create typed patch object (x): y' }),
    'terminal',
  ],
  ['elsewhere', new ApiError(302, {}), 'terminal'],
];
for (const [title, error, verdict] of CASES) {
  test(`verdict: ${title}: ${verdict}`, (t) => t.is(classify(error), verdict));
}

test('a message is one bounded text', (t) => {
  t.is(messageOf(new ApiError(418, {})), 'HTTP 418');
  t.is(messageOf(undefined), 'undefined');
  t.is(messageOf(new Error('x'.repeat(2000))).length, 512);
});

test('faults of the program are told from failures of the world', (t) => {
  t.true(isPanic(new TypeError('x is undefined')));
  t.false(isPanic(new ConnectionError('reset')));
  t.false(isPanic(new ApiError(500, {})));
  t.false(isPanic(new Error('stored otherwise than sent')));
});
