import { chmod, lstat, mkdir, readdir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';

const folderMode = 0o700;
const fileMode = 0o600;
/** The files of a private Redis. */
const ours = /^(redis\.(sock|log)|starting|appendonlydir|(dump|temp-.*)\.rdb|.*\.aof(\..*)?)$/;

/** Why a folder cannot be created. */
const problems: Record<string, string> = {
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of its path is a file',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

/** Does nothing where the folder exists. */
export async function createDataDir(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: folderMode }).catch((error: NodeJS.ErrnoException) => {
    const problem = problems[error.code ?? ''] ?? error.code;
    throw new Error(
      `DATA_DIR ${directory} cannot be created as a folder: ${problem}. Set DATA_DIR to another path, or set REDIS_URL`,
    );
  });
}

/**
 * Makes the folder of the private Redis and everything in it accessible to this user alone. Throws where the folder
 * belongs to another user, or other users may enter it and it holds files that are not the bridge's.
 */
export async function closeToOthers(directory: string): Promise<void> {
  const { uid, mode } = await stat(directory);
  if (isForeign(uid)) {
    throw new Error(`DATA_DIR ${directory} belongs to another user: set DATA_DIR to a separate folder`);
  }
  if (isOpen(mode)) {
    const foreign = (await readdir(directory, { withFileTypes: true })).find(
      (entry) => !ours.test(entry.name) || entry.isSymbolicLink(),
    );
    if (foreign) {
      throw new Error(
        `Others may look into DATA_DIR ${directory}, and it holds more than the bridge's data (${foreign.name}): give the bridge a folder of its own, or take their rights away (chmod 700)`,
      );
    }
    await chmod(directory, folderMode);
  }
  await closeContent(directory);
}

async function closeContent(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (!ours.test(entry.name) || entry.isSymbolicLink()) continue;
    const { mode, uid } = await lstat(path).catch(() => ({ mode: 0, uid: undefined }));
    if (uid !== undefined && isForeign(uid)) {
      throw new Error(`${path} belongs to another user: remove it, or give the bridge a folder of its own as DATA_DIR`);
    }
    const isFolder = entry.isDirectory();
    if (isOpen(mode) && !entry.isSocket()) await chmod(path, isFolder ? folderMode : fileMode).catch(ignoreGone);
    if (isFolder) await closeContent(path).catch(ignoreGone);
  }
}

/** False for a user without a name, as in some containers: Node cannot say who that is. */
function isForeign(uid: number): boolean {
  try {
    return uid !== userInfo().uid && userInfo().uid >= 0;
  } catch {
    return false;
  }
}

/** Redis may rename or remove a file, and another process its lock, in between. */
function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

function isOpen(mode: number): boolean {
  return (mode & 0o077) !== 0;
}
