import { SpiError } from '../api/spi-error.ts';

/** Workable will not give the list of a trigger: its job or stage is gone, or out of the member's sight. */
export function isOfNoUse(error: unknown): boolean {
  return error instanceof SpiError && ['gone', 'forbidden', 'invalid'].includes(error.kind);
}
