import type { BridgeAccount } from '../../bridge-accounts.ts';
import { within } from '../../http/within.ts';
import { budgets } from '../../interviews/budgets.ts';
import type { Template } from '../../interviews/ports/vendor.ts';

/** The templates that the vendor lists now. `isWhole`: no part of the list is missing. Throws Failure. */
export async function listOffered({
  vendor,
}: Pick<BridgeAccount, 'vendor'>): Promise<{ templates: readonly Template[]; isWhole: boolean }> {
  const { templates, missing, isCut } = await within(budgets.list, (options) => vendor.listTemplates(options));
  return { templates, isWhole: missing.length === 0 && !isCut };
}
