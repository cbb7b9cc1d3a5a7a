import { expect, test } from 'vitest';
import { endpoints } from '../../../src/operator/api/endpoints.ts';
import { consoleActions, consolePages } from '../../../src/operator/console/registry.ts';

/** Which form of the console does what an operation of the API does. */
const formOf: Readonly<Record<string, string>> = {
  searchInterviews: '/search',
  deliverInterview: '/interviews/:id/deliver',
  dismissFailure: '/interviews/:id/dismiss',
  shareReport: '/interviews/:id/shared-link',
  askVendor: '/interviews/:id/ask',
  cancelInterview: '/interviews/:id/cancel',
  resolveInvitation: '/interviews/:id/resolve',
  resendInvitation: '/interviews/:id/resend',
  createAccount: '/new-account/make',
  changeAccount: '/accounts/:name/settings/set',
  removeAccount: '/accounts/:name/remove/now',
  pauseAccount: '/accounts/:name/pause',
  resumeAccount: '/accounts/:name/resume',
  addProviderToken: '/accounts/:name/provider-tokens',
  retireProviderToken: '/accounts/:name/provider-tokens/:id/retire',
  makeConnectLink: '/accounts/:name/connect-links',
  probeCircuit: '/accounts/:name/circuits/:destination/probe',
  closeCircuit: '/accounts/:name/circuits/:destination/close',
  addTrigger: '/accounts/:name/triggers/add',
  changeTrigger: '/accounts/:name/triggers/:id/template',
  removeTrigger: '/accounts/:name/triggers/:id/remove',
  deliverApplication: '/applications/:id/deliver',
  dismissFailedEntries: '/applications/:id/dismiss',
  refreshTriggers: '/accounts/:name/triggers/refresh',
  testSync: '/accounts/:name/test-sync/sample',
  backFill: '/accounts/:name/triggers/:id/back-fill/start',
  resumeInvitations: '/accounts/:name/invitations/resume',
  checkApiToken: '/accounts/:name/api-token/check',
  replayRejectedWebhook: '/rejected/:id/replay',
  deleteRejectedWebhook: '/rejected/:id/delete',
  replayDeliveries: '/failed/replay',
  erasePerson: '/interviews/:id/forget-now',
};

/** Where the console shows what an operation of the API reads. */
const pageOf: Readonly<Record<string, string>> = {
  listInterviews: '/interviews',
  getInterview: '/interviews/:id',
  getDifference: '/interviews/:id',
  listAccounts: '/accounts',
  getAccount: '/accounts/:name',
  getAccountHealth: '/accounts/:name/health',
  listTriggers: '/accounts/:name/triggers',
  listApplications: '/applications',
  getApplication: '/applications/:id',
  getApplicationDifference: '/applications/:id',
  listMembers: '/accounts/:name/members',
  listJobs: '/accounts/:name/triggers',
  listStages: '/accounts/:name/triggers',
  listTemplates: '/accounts/:name/triggers',
  listRejectedWebhooks: '/rejected',
};

test('every operation of the API that changes something has its form', () => {
  const changing = endpoints.filter(({ method }) => method !== 'GET').map(({ id }) => id);
  expect(Object.keys(formOf).sort()).toEqual(changing.sort());
  const paths = consoleActions.map(({ path }) => path);
  expect(Object.values(formOf).filter((path) => !paths.includes(path))).toEqual([]);
});

test('every operation of the API that reads has its page', () => {
  const reading = endpoints.filter(({ method }) => method === 'GET').map(({ id }) => id);
  expect(Object.keys(pageOf).sort()).toEqual(reading.sort());
  const paths = consolePages.map(({ path }) => path);
  expect(Object.values(pageOf).filter((path) => !paths.includes(path))).toEqual([]);
});
