import type { Failure } from '../errors.ts';
import { noticePage } from '../pages/notice.tsx';
import type { Page } from '../pages/render.tsx';

const kind = 'Connect Workable';

/** Whatever is wrong with a link, the page is the same: it tells a stranger nothing of any account. */
export function connectFailurePage({ status, kind: why }: Failure): Page {
  if (status === 404) {
    return noticePage({
      kind,
      title: 'This link does not work',
      sentence:
        'It has ended, or its address is not complete. Links work for seven days. Please ask the company that sent it to you for a new one.',
    });
  }
  if (why === 'paused') {
    return noticePage({
      kind,
      title: 'Paused',
      sentence: 'Nothing goes out to Workable for now. Please ask the company that sent you this link.',
    });
  }
  if (status === 503) {
    return noticePage({ kind, title: 'Not available right now', sentence: 'Please try again in a minute.' });
  }
  return noticePage({
    kind,
    title: 'That did not work',
    sentence: 'Nothing was changed. Please open your link again to see how things stand.',
  });
}
