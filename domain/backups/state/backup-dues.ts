import type { Transaction } from '#db/client.ts'
import { latestBackups, newestPassedDrill } from '../record/backup-record.ts'
import { patienceHours } from '../rules/backup-findings.ts'

export type BackupDue = { kind: 'backup' | 'drill'; lastAt: Date | null; dueAt: Date }

/**
 * By when the next backup and the next restore for trial have to be there: a day and two hours after the last one that succeeded;
 * without one, after the portal began. In the machine's own time. The caller has authorized.
 */
export async function backupDues(tx: Transaction, began: Date): Promise<BackupDue[]> {
  const [backup] = await latestBackups(tx, 1)
  const drill = await newestPassedDrill(tx)
  const dueOf = (kind: BackupDue['kind'], lastAt: Date | null): BackupDue => ({
    kind,
    lastAt,
    dueAt: new Date((lastAt ?? began).getTime() + patienceHours * 3_600_000),
  })
  return [dueOf('backup', backup?.madeAt ?? null), dueOf('drill', drill?.at ?? null)]
}
