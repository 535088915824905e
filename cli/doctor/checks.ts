import { type Environment, readEnvironment } from '#platform/env.ts'
import { checkAuditLog } from './audit-log-check.ts'
import { checkAudits } from './audits-check.ts'
import {
  checkBackup,
  checkBackupCountry,
  checkBucket,
  checkChanges,
  checkDrill,
  checkKeystores,
} from './backup-checks.ts'
import { checkCalendar } from './calendar-check.ts'
import { checkClock } from './clock-check.ts'
import { checkConnections } from './connections-check.ts'
import { checkCopies } from './copies-check.ts'
import { checkStatistics } from './counts-check.ts'
import { checkDataMap } from './data-map-check.ts'
import { checkDeletionList } from './deletion-list-check.ts'
import { checkEvidence } from './evidence-check.ts'
import { checkDisk, checkWorker, checkWrites } from './fault-checks.ts'
import { type Finding, fail, look, ok } from './finding.ts'
import { checkIncidents } from './incidents-check.ts'
import {
  checkGuardians,
  checkKeys,
  checkMail,
  checkMigrations,
  checkOperator,
  checkPlatform,
  checkQueue,
  checkRole,
  checkRuntime,
  checkSample,
  checkUndelivered,
} from './installation-checks.ts'
import { checkFieldVersions, checkKeyEpochs } from './key-epochs-check.ts'
import { checkLogArchive } from './log-archive-check.ts'
import { checkPackages } from './packages-check.ts'
import { checkPooler } from './pooler-check.ts'
import { checkRowSecurity } from './row-security-check.ts'
import { checkSourceStates } from './source-states-check.ts'
import { checkAccessReview, checkReadingAlerts, checkStaffPasskeys, checkTraining } from './staff-checks.ts'
import { checkTimeZone } from './time-zone-check.ts'

type Source = Record<string, string | undefined>

/** What the doctor looks at, in order. Without readable settings nothing but these is looked at. */
export function checks(source: Source): (() => Promise<Finding>)[] {
  let env: Environment
  try {
    env = readEnvironment(source)
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error)
    return [
      () => checkRuntime(),
      () => checkPackages(),
      () => checkTimeZone(),
      () => look('settings', async () => fail(says)),
    ]
  }
  return [
    () => checkRuntime(),
    () => checkPackages(),
    () => checkTimeZone(),
    () => look('settings', async () => ok(`${env.APP_URL}, listening on ${env.HOST}:${env.PORT}`)),
    () => checkOperator(env),
    () => checkClock(env),
    () => checkRole('database, app', env.DATABASE_URL, false),
    () => checkPooler(env),
    () => checkRole('database, owner', env.DATABASE_OWNER_URL, true),
    () => checkRole('database, backup', env.DATABASE_BACKUP_URL, false),
    () => checkMigrations(env),
    () => checkRowSecurity(env),
    () => checkWrites(env),
    () => checkDisk('disk of the data', env.dataDir),
    () => checkDisk('disk of the keys', env.keysDir),
    () => checkKeys(env),
    () => checkKeyEpochs(env),
    () => checkFieldVersions(env),
    () => checkConnections(env),
    () => checkAuditLog(env),
    () => checkDeletionList(env),
    () => checkBackup(env),
    () => checkChanges(env),
    () => checkLogArchive(env),
    () => checkBucket(env),
    () => checkDrill(env),
    () => checkKeystores(env),
    () => checkBackupCountry(env),
    () => checkPlatform(env),
    () => checkDataMap(env),
    () => checkCopies(env),
    () => checkSourceStates(env),
    () => checkEvidence(env),
    () => checkAudits(env),
    () => checkStatistics(env),
    () => checkWorker(env),
    () => checkQueue(env),
    () => checkMail(env),
    () => checkUndelivered(env),
    () => checkCalendar(env),
    () => checkStaffPasskeys(env),
    () => checkTraining(env),
    () => checkAccessReview(env),
    () => checkReadingAlerts(env),
    () => checkIncidents(env),
    () => checkGuardians(env),
    () => checkSample(env),
  ]
}
