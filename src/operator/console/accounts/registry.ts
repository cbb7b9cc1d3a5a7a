import { accountPage } from './account.tsx';
import { accountActions as standing } from './actions.tsx';
import { backFillActions, backFillPage } from './back-fill.tsx';
import { healthPage } from './health.tsx';
import { accountsPage } from './list.tsx';
import { membersActions, membersPage } from './members.tsx';
import { newAccountActions, newAccountPage } from './new.tsx';
import { removeActions, removePage } from './remove.tsx';
import { settingsPage } from './settings.tsx';
import { testSyncActions, testSyncPage } from './test-sync.tsx';
import { triggerActions } from './trigger-actions.ts';
import { triggersPage } from './triggers.tsx';

export const accountPages = [
  accountsPage,
  newAccountPage,
  accountPage,
  healthPage,
  settingsPage,
  removePage,
  membersPage,
  testSyncPage,
  triggersPage,
  backFillPage,
];

export const accountActions = [
  ...newAccountActions,
  ...standing,
  ...removeActions,
  ...membersActions,
  ...testSyncActions,
  ...triggerActions,
  ...backFillActions,
];
