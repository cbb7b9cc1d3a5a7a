/**
 * Every text that candidates read, and what is filled in where. A text in another language or of an operator's own has
 * exactly these placeholders. Placeholders: the company, the job's title, the candidate's name, the vendor.
 */
export const placeholders = {
  // The mail.
  subject: ['company'],
  subjectForJob: ['company', 'job'],
  heading: [],
  greeting: ['name'],
  lead: ['company'],
  leadForJob: ['company', 'job'],
  how: [],
  button: [],
  address: [],
  personal: [],
  questions: ['contact'],
  unexpected: ['company'],
  automatic: ['company'],
  // Names of facts, in the mail and on the page.
  company: [],
  job: [],
  vendor: [],
  until: [],
  contact: [],
  // The page.
  pageTitle: [],
  openTitle: [],
  open: ['vendor'],
  begin: [],
  completedTitle: [],
  completed: [],
  declinedTitle: [],
  declined: [],
  expiredTitle: [],
  expired: [],
  cancelledTitle: [],
  cancelled: [],
  elsewhereTitle: [],
  elsewhere: ['vendor'],
  notFoundTitle: [],
  notFound: [],
  laterTitle: [],
  later: [],
  again: [],
} as const satisfies Record<string, readonly string[]>;

export type TextKey = keyof typeof placeholders;
export type Texts = Readonly<Record<TextKey, string>>;

export const textKeys = Object.keys(placeholders) as readonly TextKey[];
