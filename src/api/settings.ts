import { z } from 'zod';
import { keyedList, matches, ruled, text } from './fields.ts';

/** Settings of Argo CD: which are judged by what, and which are set. */

/** The name and a key of a ConfigMap (validation.IsConfigMapKey of k8s.io/apimachinery), and after a colon what of it is judged. */
const SETTING = /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?\/[-._:a-zA-Z0-9]+$/;

const key = ruled(
  z
    .strictObject({
      id: ruled(
        text(253, 3),
        matches(SETTING, 'must be the name of a ConfigMap and a key in it, such as argocd-cm/users.anonymous.enabled'),
      ).describe(
        'The setting, as ConfigMap and key, such as argocd-cm/users.anonymous.enabled; the reference of settings lists those that are known.',
      ),
      value: text(4096)
        .describe('What the setting is judged by, and set to with Enforce. Without it, what the preset recommends.')
        .optional(),
      skip: z
        .boolean()
        .default(false)
        .describe('Neither judge this setting nor set it, whatever the preset recommends.'),
    })
    .meta({ title: 'Setting' }),
  {
    cel: '!(self.skip && has(self.value))',
    message: 'must not have a value together with skip: remove the value to leave the setting alone, or skip to set it',
    holds: ({ skip, value }) => !(skip && value !== undefined),
  },
);

export const settings = z.strictObject({
  mode: z
    .enum(['Audit', 'Enforce'])
    .describe("The mode of this section, where it differs from the policy's.")
    .optional(),
  preset: z
    .enum(['recommended', 'strict'])
    .default('recommended')
    .describe(
      'What all known settings are judged by. recommended asks for what rarely gets in the way. strict also asks for what takes preparation.',
    ),
  keys: keyedList(key, 'id', 128)
    .default([])
    .describe(
      'Settings that are judged by a value of your own or not at all. With Enforce those that are not skipped are set, one key at a time, and no others.',
    ),
});

export type SettingsSpec = z.output<typeof settings>;
