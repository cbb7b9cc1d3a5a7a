/** Of kinds of vendors that stand for many, where the account does not say which it is. */
export const unnamedVendor = 'the interview platform';
