import type { Cluster, Redis } from 'ioredis';
import { beginTry } from './scripts/begin-try.ts';
import { claimDue } from './scripts/claim-due.ts';
import { createInterview } from './scripts/create-interview.ts';
import { deleteIfEqual } from './scripts/delete-if-equal.ts';
import { endTokenWait } from './scripts/end-token-wait.ts';
import { eraseFromHistory } from './scripts/erase-from-history.ts';
import { eraseInterview } from './scripts/erase-interview.ts';
import { eraseRecord } from './scripts/erase-record.ts';
import { findSubjects } from './scripts/find-subjects.ts';
import { joinReplays } from './scripts/join-replays.ts';
import { keepAnswer } from './scripts/keep-answer.ts';
import { keepRejected } from './scripts/keep-rejected.ts';
import { keepTranscript } from './scripts/keep-transcript.ts';
import { leaseRecord } from './scripts/lease-record.ts';
import { mintSharedLink } from './scripts/mint-shared-link.ts';
import { noteCall } from './scripts/note-call.ts';
import { noteRefusal } from './scripts/note-refusal.ts';
import { noteSuccess } from './scripts/note-success.ts';
import { postponeRecord } from './scripts/postpone-record.ts';
import { probeNow } from './scripts/probe-now.ts';
import { readBacklog } from './scripts/read-backlog.ts';
import { removeRejected } from './scripts/remove-rejected.ts';
import { replaceEncrypted } from './scripts/replace-encrypted.ts';
import { replaceRejected } from './scripts/replace-rejected.ts';
import { saveAccount } from './scripts/save-account.ts';
import { saveConnectLinks } from './scripts/save-connect-links.ts';
import { saveRecord } from './scripts/save-record.ts';
import type { Script, StoreRedis } from './scripts/script.ts';
import { startPause } from './scripts/start-pause.ts';
import { takeCall } from './scripts/take-call.ts';
import { takeLogIn } from './scripts/take-log-in.ts';
import { takeProbe } from './scripts/take-probe.ts';
import { takeReplays } from './scripts/take-replays.ts';
import { viewSharedLink } from './scripts/view-shared-link.ts';

const scripts: readonly Script[] = [
  beginTry,
  claimDue,
  createInterview,
  deleteIfEqual,
  endTokenWait,
  eraseFromHistory,
  eraseInterview,
  eraseRecord,
  findSubjects,
  joinReplays,
  keepAnswer,
  keepRejected,
  keepTranscript,
  leaseRecord,
  mintSharedLink,
  noteCall,
  noteRefusal,
  noteSuccess,
  postponeRecord,
  probeNow,
  readBacklog,
  removeRejected,
  replaceRejected,
  replaceEncrypted,
  saveAccount,
  saveConnectLinks,
  saveRecord,
  startPause,
  takeCall,
  takeLogIn,
  takeProbe,
  takeReplays,
  viewSharedLink,
];

/** The same connection, on which every script is a command of its name. */
export function withScripts(redis: Redis | Cluster): StoreRedis {
  for (const { name, ...definition } of scripts) redis.defineCommand(name, definition);
  return redis as StoreRedis;
}
