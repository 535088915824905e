import { isForTests, type SourceTree } from './source-tree.ts'

/** Files that ask another clock than the portal's, each with its reason. */
const otherClocks: Readonly<Record<string, string>> = {
  'db/schema/audit.ts': 'the database dates the audit log: the role of the app must not be able to',
  'domain/audit/log/unsealed.ts': 'records wait by the clock of the database, which dates them',
  'domain/consent/ledger/lock-subjects.ts':
    'the clock of the database orders writes; the offset is added to it',
  'cli/doctor/clock-check.ts': 'compares the clock of the machine with that of the database',
  'cli/doctor/installation-checks.ts':
    'the end of security.txt is a real date, which others compare with their clocks',
  'platform/clock.ts': 'it is the clock',
  'platform/crypto/key-files.ts': 'dates a file of keys, which outlives the database',
  'platform/crypto/master-keys.ts': 'dates a file of keys, which outlives the database',
  'platform/heartbeat.ts': 'beats are written and read by the clock of the database',
  'platform/http/listener.ts': 'a limit of waiting',
  'platform/ids.ts': 'ids are ordered, not compared with times',
  'platform/installation-facts.ts': 'when a fact was set is compared with the clock of the database only',
  'platform/jobs/leases.ts': 'the queue locks jobs by the clock of the database',
  'platform/jobs/queue-clock.ts': 'moves jobs, whose times are by the clock of the database',
  'platform/jobs/queue-state.ts': 'times of jobs are by the clock of the database',
  'platform/mail/mailbox.ts': 'another system, which dates what it takes in',
  'platform/outgoing/post-message.ts': 'a time that another server names',
  'platform/shared-budget.ts': 'all instances share a minute of the clock of the database',
  'platform/snapshots.ts': 'pages are written and dropped by the clock of the database',
  'cli/subjects-import/progress.ts': 'how long an import takes',
}

const present = /\bDate\.now\(\)|\bnew Date\(\)/
const presentInSql =
  /(?<![.\w])(now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)|\bdefaultNow\b/i
const concerned = /^(app|auth\.ts|cli|components|db\/schema|domain|platform|server\.ts|worker)\b/

/** Breaches of one clock: with an offset, times from two sources cannot be compared. */
export function checkOneClock(tree: SourceTree): string[] {
  return [...tree.files.values()]
    .filter(({ path }) => concerned.test(path) && !isForTests(path) && !(path in otherClocks))
    .filter(({ text }) => present.test(text) || presentInSql.test(text))
    .map(({ path }) => `${path}: asks another clock than ctx.clock`)
}

/** Exceptions that nothing needs any more. */
export function unusedExceptions(tree: SourceTree): string[] {
  return Object.keys(otherClocks).filter((path) => {
    const text = tree.files.get(path)?.text ?? ''
    return !(present.test(text) || presentInSql.test(text))
  })
}
