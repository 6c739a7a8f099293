/**
 * The phrases that no document, comment or message of this repository may hold, each with what to write instead.
 * docs/contributing/style.md says the rules behind them.
 */
export interface Phrase {
  readonly name: string;
  /** Matched in any letter case; a space in it stands for any white space, a line end within a comment included. */
  readonly pattern: string;
  readonly instead: string;
  /** In this letter case only. */
  readonly exact?: boolean;
}

/** A test holds these. */
export const bannedPhrases: readonly Phrase[] = [
  { name: 'mend', pattern: String.raw`\bmend(?:s|ed|ing)?\b`, instead: 'fix, correct, patch' },
  { name: 'how manieth', pattern: String.raw`\bmanieth\b`, instead: 'how often' },
  { name: 'beside each other', pattern: String.raw`\bbeside (?:each other|one another)\b`, instead: 'concurrently' },
  { name: 'in vain', pattern: String.raw`\bin vain\b`, instead: 'without success' },
  {
    name: 'is no …',
    pattern: String.raw`(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more than\b|less than\b|fewer\b)`,
    instead: 'is not a …, is not in …',
  },
  {
    name: 'is none',
    pattern: String.raw`(?<!\bthere )\b(?:is|are|was|were) none\b(?! of\b)`,
    instead: 'is not one',
    exact: true,
  },
  { name: 'for ever', pattern: String.raw`\bfor ever\b`, instead: 'forever, without limit' },
  { name: 'whoever, whom', pattern: String.raw`\bwho(?:so)?(?:m|ever|mever)\b`, instead: 'a client that …' },
  {
    name: 'goes on',
    pattern: String.raw`\b(?:go|goes|going|went) on(?= (?:after|as|at|being|for|from|here|in|reading|there|to|trying|until|when|where|while|with|without)\b|[.,;:])`,
    instead: 'continues',
  },
  { name: 'stands still', pattern: String.raw`\b(?:stand|stands|standing|stood) still\b`, instead: 'is stalled' },
  {
    name: 'holds up',
    pattern: String.raw`\b(?:hold|holds|holding|held)(?: [\w'’-]+){0,4} up\b(?! to\b)`,
    instead: 'blocks, delays',
  },
  {
    name: 'is away',
    pattern: String.raw`\b(?:is|are|was|were|be|been|being) away\b`,
    instead: 'is down, is unreachable',
  },
  { name: 'sits out', pattern: String.raw`\b(?:sit|sits|sitting|sat)(?: [\w'’-]+){0,2} out\b`, instead: 'waits for' },
  { name: 'nothing of it', pattern: String.raw`\b(?:nothing|none) of (?:it|this)\b`, instead: 'none of these, no …' },
  { name: 'can be had', pattern: String.raw`\bbe had\b`, instead: 'is available' },
  { name: 'as it likes', pattern: String.raw`\b(?:it|he|who) likes\b`, instead: 'as needed' },
  { name: 'anew', pattern: String.raw`\banew\b`, instead: 'again' },
  { name: 'its kin', pattern: String.raw`\bkin\b`, instead: 'and similar' },
  { name: 'tells of', pattern: String.raw`\b(?:tell|tells|telling|told) of\b`, instead: 'reports, publishes' },
  { name: 'what is not', pattern: String.raw`\bwhat is not\b`, instead: 'a noun' },
  { name: 'leaves word', pattern: String.raw`\b(?:leave|leaves|left) (?:\w+ )?word\b`, instead: 'reports' },
  { name: 'in peace', pattern: String.raw`\bin peace\b`, instead: 'alone' },
  { name: 'in silence', pattern: String.raw`\bin silence\b`, instead: 'silently' },
  { name: 'at hand', pattern: String.raw`\bat hand\b`, instead: 'available' },
  { name: 'put down to', pattern: String.raw`\bput down to\b`, instead: 'attributed to' },
  { name: 'to blame', pattern: String.raw`\bto blame\b|\bblames\b`, instead: 'the reason' },
  { name: 'aftermath', pattern: String.raw`\baftermath\b`, instead: 'outcome' },
  { name: 'debt', pattern: String.raw`\b(?:debts?|debtors?)\b`, instead: 'forward' },
  { name: 'counts no more', pattern: String.raw`\bcounts? no more\b`, instead: 'is ignored, is discarded' },
  {
    name: 'thereof',
    pattern: String.raw`\b(?:thereof|therein|thereby|whereupon|wherein|whence|hitherto)\b`,
    instead: 'of it',
  },
];
