import type { CommitWith, Database, Transaction } from '#db/client.ts'
import { type Outcome, openGroupCommit } from '#platform/group-commit.ts'
import { type Citable, openCitable } from './citable.ts'
import { insertPlan } from './insert-events.ts'
import type { LedgerItem } from './ledger-item.ts'
import { lockSubjects } from './lock-subjects.ts'
import { askFor, type ItemResult, planWrite } from './plan-write.ts'

/** A write of a thousand choices takes about 40 ms. */
const most = { rows: 1000, bytes: 1_000_000 }
const mostWaiting = { rows: 20_000, bytes: 20_000_000 }

type Writer = {
  /** In its own transaction, together with concurrent calls. */
  write(items: readonly LedgerItem[]): Promise<Outcome<ItemResult>[]>
  /** In the caller's transaction. */
  writeIn(tx: Transaction, items: readonly LedgerItem[]): Promise<ItemResult[]>
}

const writers = new WeakMap<Database, Writer>()

/** The one writer of a database's ledger in this process. */
export function writerOf(database: Database): Writer {
  const writer = writers.get(database) ?? openWriter(database)
  writers.set(database, writer)
  return writer
}

function openWriter(database: Database): Writer {
  const citable = openCitable()
  return {
    write: openGroupCommit<LedgerItem, ItemResult>({
      write: (items, { deadlineMs }) =>
        database.pipeline((tx, commitWith) => writeIn(tx, items, citable, commitWith), {
          settings,
          deadlineMs,
        }),
      sizeOf,
      most,
      mostWaiting,
      deadlineMs: database.deadlineMs,
    }),
    writeIn: (tx, items) => writeIn(tx, items, citable),
  }
}

const settings = {
  // Each caller has passed `authorize` for the subject that it names; together they reach several, and the audit records of a
  // group name several actors.
  'app.reach': 'all',
  'app.actor': 'system:consent-ledger',
  // Plans are made once a connection, maybe while the tables are empty, and must still use the keys when they are full.
  enable_seqscan: 'off',
  plan_cache_mode: 'force_generic_plan',
  jit: 'off',
}

async function writeIn(
  tx: Transaction,
  items: readonly LedgerItem[],
  citable: (tx: Transaction, revision: number) => Promise<Citable>,
  commitWith: CommitWith = (last) => last(),
): Promise<ItemResult[]> {
  const asked = askFor(items)
  const locked = await lockSubjects(tx, asked)
  const plan = planWrite(items, asked, locked, await citable(tx, locked.revision))
  await insertPlan(tx, plan, commitWith)
  return plan.results
}

const sizeOf = ({ changes, idempotencyKey, origin }: LedgerItem) => ({
  rows: changes.length,
  bytes: 200 + changes.length * 400 + origin.length + (idempotencyKey?.length ?? 0),
})
