import { chmod, lstat, readdir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';

const folderMode = 0o700;
const fileMode = 0o600;
/** What a private Redis puts there. */
const ours = /^(redis\.(sock|log)|starting|appendonlydir|(dump|temp-.*)\.rdb|.*\.aof(\..*)?)$/;

/**
 * The folder of the private Redis is for this user alone, with everything in it: what is there already is made so. Throws
 * where that is not ours to do: it belongs to another user, or others use it too.
 */
export async function closeToOthers(directory: string): Promise<void> {
  const { uid, mode } = await stat(directory);
  if (isForeign(uid)) {
    throw new Error(`DATA_DIR ${directory} belongs to another user: give the bridge a folder of its own`);
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

/** A user without a name, as in some containers, cannot be distinguished from others here. */
function isForeign(uid: number): boolean {
  try {
    return uid !== userInfo().uid && userInfo().uid >= 0;
  } catch {
    return false;
  }
}

/** Redis renames and removes its files, and another process its lock, at any time. */
function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

function isOpen(mode: number): boolean {
  return (mode & 0o077) !== 0;
}
