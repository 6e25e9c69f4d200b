import test from 'ava';
import * as policy from '../../../src/api/policy.ts';
import * as marks from '../../../src/domain/marks.ts';

// The domain takes only types from the API, so both spell these names.
test('the API and the domain use the same names', (t) => {
  t.is(policy.API_VERSION, marks.POLICY_API_VERSION);
  t.is(policy.KIND, marks.POLICY_KIND);
  t.is(policy.POLICY_LABEL, marks.LABEL_POLICY);
  t.is(policy.POLICY_UID_LABEL, marks.LABEL_POLICY_UID);
  t.is(policy.COMPONENT_LABEL, marks.LABEL_COMPONENT);
});
