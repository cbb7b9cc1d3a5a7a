import { accountActions, accountPages } from './accounts/registry.ts';
import { applicationActions } from './application/actions.tsx';
import { applicationsPage } from './application/list.tsx';
import { applicationPage } from './application/page.tsx';
import { failedActions } from './failed/actions.tsx';
import { failedPages } from './failed/registry.ts';
import { interviewActions } from './interview/actions.tsx';
import { forgetActions } from './interview/forget.tsx';
import { interviewPage } from './interview/page.tsx';
import { revealActions } from './interview/reveal.tsx';
import { interviewsPage } from './interviews/page.tsx';
import { replayInterviewsActions, replayInterviewsPage } from './interviews/replay.tsx';
import { searchActions } from './interviews/search.tsx';
import { selectedActions } from './interviews/selected.tsx';
import { circuitActions } from './overview/circuits.ts';
import { overviewPage } from './overview/page.tsx';
import type { ConsoleAction, ConsolePage } from './page.ts';
import { queuePage } from './queue/page.tsx';
import { rejectedActions } from './rejected/actions.tsx';
import { rejectedPage } from './rejected/page.tsx';

export const consolePages: readonly ConsolePage[] = [
  overviewPage,
  interviewsPage,
  replayInterviewsPage,
  interviewPage,
  applicationsPage,
  applicationPage,
  ...failedPages,
  rejectedPage,
  ...accountPages,
  queuePage,
];

export const consoleActions: readonly ConsoleAction[] = [
  ...circuitActions,
  ...searchActions,
  ...selectedActions,
  ...replayInterviewsActions,
  ...interviewActions,
  ...revealActions,
  ...forgetActions,
  ...applicationActions,
  ...failedActions,
  ...rejectedActions,
  ...accountActions,
];
