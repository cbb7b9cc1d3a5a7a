import { type ChangeParts, changeApplication } from './change.ts';

/** Makes an application due, since something that decides about it has changed. False where there is none. */
export async function makeDue(parts: ChangeParts, id: string): Promise<boolean> {
  return (await changeApplication(parts, id, (record) => record)) !== 'gone';
}
