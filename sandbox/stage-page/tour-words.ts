import type { Door } from './actions.ts';
import type { VendorSide } from './vendors/vendor.ts';

type Words = { title: string; text: string; button: string };

/** What each step of the tour says, through that door and with that vendor. */
export function tourWords(door: Door, vendor: Pick<VendorSide, 'hasScore' | 'hasDecision' | 'mailsItself'>): Words[] {
  const isStage = door === 'stage';
  const wish = isStage
    ? 'A recruiter drags a candidate to the stage “AI Interview” of the board.'
    : 'A recruiter sends an interview in Workable.';
  const invitation = vendor.mailsItself
    ? 'The bridge has the vendor invite the candidate.'
    : 'The bridge asks the vendor for a link, and mails it to the candidate.';
  const answers = vendor.hasScore ? 'answers, the vendor scores the answers,' : 'answers';
  return [
    { title: 'A candidate is to be interviewed', text: `${wish} ${invitation}`, button: 'Begin' },
    {
      title: 'The interview is done',
      text: `The candidate ${answers} and a webhook tells the bridge. Workable gets the result${isStage ? ', as a comment on the timeline' : ''}.`,
      button: 'Answer the questions',
    },
    {
      title: 'A bad day',
      text: `${vendor.hasDecision ? 'A person at the vendor decides' : 'The vendor scores anew'}, so the result changes. Workable takes the change and never answers, and at that moment the bridge is killed (kill -9).`,
      button: 'Make it a bad day',
    },
    {
      title: 'The recovery',
      text: isStage
        ? 'Workable answers again, and the bridge has started again. Within half a minute it looks on the timeline for what has arrived, and writes only what is missing: nothing is there twice.'
        : 'Workable answers again, and the bridge has started again. Within half a minute it sends the result once more, which takes the place of the same one: nothing is there twice.',
      button: 'End the bad day',
    },
    {
      title: 'The report',
      text: `The recruiter opens the link that stands in ${isStage ? 'the comment' : 'Workable'}.`,
      button: 'Read the report',
    },
  ];
}
