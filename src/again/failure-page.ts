import type { Failure } from '../errors.ts';
import { noticePage } from '../pages/notice.tsx';
import type { Page } from '../pages/render.tsx';

const kind = 'AI interview';

export function againFailurePage({ status }: Failure): Page {
  if (status === 404) {
    return noticePage({
      kind,
      title: 'No link here',
      sentence: 'The address may not be complete. Please copy it from the comment in Workable once more.',
    });
  }
  if (status === 410) {
    return noticePage({
      kind,
      title: 'This link is not known',
      sentence:
        'Its address is not complete or was changed: please copy it from the comment in Workable once more. If it is the whole address, what it was about is no longer kept here: the candidate left or was deleted long ago.',
    });
  }
  if (status === 403) {
    return noticePage({
      kind,
      title: 'No invitation was sent',
      sentence: 'Please open the link in the comment in Workable again, and use the button there.',
    });
  }
  if (status === 503) {
    return noticePage({ kind, title: 'Not available right now', sentence: 'Please try again in a minute.' });
  }
  return noticePage({
    kind,
    title: 'That did not work',
    sentence: 'Nothing was changed. Please open the link again to see how things stand.',
  });
}
