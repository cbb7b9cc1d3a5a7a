import { createAccountCommand } from '../accounts/create.ts';
import { exportCommand } from '../accounts/export.ts';
import { importCommand } from '../accounts/import.ts';
import { accountsCommand, listAccountsCommand } from '../accounts/list.ts';
import { pauseCommand, resumeCommand } from '../accounts/pause.ts';
import { removeAccountCommand } from '../accounts/remove.ts';
import { setCommand, unsetCommand } from '../accounts/set.ts';
import { showAccountCommand } from '../accounts/show.ts';
import { retireTokenCommand, tokenCommand } from '../accounts/tokens.ts';
import { cancelCommand } from '../cancel.ts';
import { checkProviderCommand } from '../check-provider.ts';
import { checkVendorCommand } from '../check-vendor.ts';
import { closeCircuitCommand } from '../close-circuit.ts';
import { connectLinkCommand } from '../connect-link.ts';
import { discardCommand } from '../discard.ts';
import { dismissCommand } from '../dismiss.ts';
import { doctorCommand } from '../doctor/doctor.ts';
import { findCommand } from '../find.ts';
import { forgetCommand } from '../forget.ts';
import { initCommand } from '../init/init.ts';
import { failedCommand, interviewsCommand } from '../list.ts';
import { historyCommand } from '../list-history.ts';
import { rejectedCommand } from '../list-rejected.ts';
import { replayCommand } from '../replay.ts';
import { replayRejectedCommand } from '../replay-rejected.ts';
import { resendCommand } from '../resend.ts';
import { resolveCommand } from '../resolve.ts';
import { rotateKeysCommand } from '../rotate-keys.ts';
import { sendCommand } from '../send.ts';
import { showCommand } from '../show.ts';
import { applicationsCommand } from '../stage/applications.ts';
import { backFillCommand } from '../stage/back-fill.ts';
import { addTriggerCommand, changeTriggerCommand, removeTriggerCommand } from '../stage/change-triggers.ts';
import { checkTokenCommand } from '../stage/check-token.ts';
import { jobsCommand, templatesCommand } from '../stage/jobs.ts';
import { membersCommand } from '../stage/members.ts';
import { refreshCommand, resumeInvitationsCommand } from '../stage/refresh.ts';
import { stageCommand } from '../stage/stage.ts';
import { testSyncCommand } from '../stage/test-sync.ts';
import { triggersCommand } from '../stage/triggers.ts';
import { statusCommand } from '../status.ts';
import { tailCommand } from '../tail.ts';
import { alias } from './alias.ts';
import type { Command } from './command.ts';
import { createCompletionCommand } from './completion.ts';
import { demoCommand, sandboxCommand } from './sandbox.ts';
import { startCommand } from './start.ts';

/** Every command; within its group in this order. A command comes before its own. */
export const commands: readonly Command[] = [
  doctorCommand,
  statusCommand,
  findCommand,
  tailCommand,
  interviewsCommand,
  showCommand,
  historyCommand,
  accountsCommand,
  listAccountsCommand,
  showAccountCommand,
  createAccountCommand,
  setCommand,
  unsetCommand,
  tokenCommand,
  retireTokenCommand,
  removeAccountCommand,
  exportCommand,
  importCommand,
  templatesCommand,
  pauseCommand,
  resumeCommand,
  stageCommand,
  triggersCommand,
  addTriggerCommand,
  changeTriggerCommand,
  removeTriggerCommand,
  applicationsCommand,
  checkTokenCommand,
  membersCommand,
  jobsCommand,
  testSyncCommand,
  alias('test-sync', testSyncCommand),
  backFillCommand,
  alias('back-fill', backFillCommand),
  refreshCommand,
  resumeInvitationsCommand,
  cancelCommand,
  resendCommand,
  resolveCommand,
  failedCommand,
  replayCommand,
  dismissCommand,
  closeCircuitCommand,
  rejectedCommand,
  replayRejectedCommand,
  discardCommand,
  connectLinkCommand,
  forgetCommand,
  rotateKeysCommand,
  checkVendorCommand,
  checkProviderCommand,
  sendCommand,
  initCommand,
  startCommand,
  sandboxCommand,
  demoCommand,
  createCompletionCommand(() => commands),
];
