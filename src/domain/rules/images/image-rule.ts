import { type ObjectRule, objectRule, type RuleContext } from '../../audit/rule.ts';
import { type ImageReference, parseImage } from '../../semantics/image.ts';
import { inContainers } from '../../semantics/pod-security/fault.ts';
import { cap } from '../../text.ts';
import { foundInPod, NSA_PODS } from '../pod-security/control.ts';

type Audit = RuleContext['spec']['audit'];

interface ImageRule extends Pick<
  ObjectRule<'workload'>,
  'id' | 'title' | 'severity' | 'why' | 'remedy' | 'sources' | 'asked'
> {
  /** What is wrong, as the beginning of the message: the images and their containers come after it. */
  readonly says: string;
  /** Whether an image is wrong; undefined for one that no runtime can read. */
  readonly isWrong: (image: ImageReference | undefined, audit: Audit) => boolean;
}

/** An unreadable one is not shown: it may be anything, a URL with a password included. */
const asShown = (text: string, image: ImageReference | undefined): string =>
  image === undefined ? 'an unreadable name' : cap(text, 120);

/** A rule about the images of all containers of a pod: one finding for all that are wrong. */
export const imageRule = ({ says, isWrong, ...described }: ImageRule): ObjectRule<'workload'> =>
  objectRule({
    ...described,
    subject: 'workload',
    reads: ['image of every container'],
    mapping: { cis: { '1.11': ['5.5.1'], '1.12': ['5.5.1'] }, nsa: NSA_PODS },
    check: ({ pod, podPath }, { spec: { audit } }) => {
      const faults = inContainers(pod, ({ image: text = '' }) => {
        const image = parseImage(text);
        return isWrong(image, audit) ? { path: 'image', values: [asShown(text, image)] } : undefined;
      });
      return foundInPod(podPath, faults, says);
    },
  });
