/**
 * `npm run audit`: verifies the registry's signatures of the installed packages. Fails where one is missing or wrong. A
 * registry that signs nothing, and one whose keys cannot be fetched, is named and does not fail: there is nothing to
 * compare with.
 */
import { spawnSync } from 'node:child_process';

const cannotTell = [
  /no dependencies to audit/,
  /code (?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOAUDIT|E404|E501)\b/,
];

const { status, stdout, stderr, error } = spawnSync('npm', ['audit', 'signatures', '--loglevel=error'], {
  encoding: 'utf8',
});
const output = error ? error.message : `${stdout}${stderr}`.trim();
console.log(output);
if (status !== 0 && cannotTell.some((words) => words.test(output))) {
  console.log('Not verified: the signatures of this registry cannot be had here.');
} else process.exitCode = status ?? 1;
