import { apiKeyCreate } from './api-key-create.ts'
import { auditDeclareBreak } from './audit-declare-break.ts'
import { auditKitCommand } from './audit-kit.ts'
import { auditVerify } from './audit-verify.ts'
import { backupChanges } from './backup-changes.ts'
import { backupCreate } from './backup-create.ts'
import { backupFetch } from './backup-fetch.ts'
import { backupKeys } from './backup-keys.ts'
import { backupRestore } from './backup-restore.ts'
import { backupVerify } from './backup-verify.ts'
import type { Command } from './command.ts'
import { doctor } from './doctor.ts'
import { erasuresReplay } from './erasures-replay.ts'
import { keysList } from './keys-list.ts'
import { keysRotate } from './keys-rotate.ts'
import { limitsClear } from './limits-clear.ts'
import { mailLast } from './mail-last.ts'
import { mailRetry } from './mail-retry.ts'
import { openapiCommand } from './openapi.ts'
import { policyImport } from './policy-import.ts'
import { sampleAccounts } from './sample-accounts.ts'
import { samplePasswordCommand } from './sample-password.ts'
import { sampleStaffCommand } from './sample-staff.ts'
import { sampleTotp } from './sample-totp.ts'
import { sbomCommand } from './sbom.ts'
import { staffAllowCodes } from './staff-allow-codes.ts'
import { staffInvite } from './staff-invite.ts'
import { statisticsRecount } from './statistics-recount.ts'
import { subjectsImport } from './subjects-import.ts'

/** Every command there is. */
export const commands: readonly Command[] = [
  apiKeyCreate,
  auditDeclareBreak,
  auditKitCommand,
  auditVerify,
  backupChanges,
  backupCreate,
  backupFetch,
  backupKeys,
  backupRestore,
  backupVerify,
  doctor,
  erasuresReplay,
  keysList,
  keysRotate,
  limitsClear,
  mailLast,
  mailRetry,
  openapiCommand,
  policyImport,
  sampleAccounts,
  samplePasswordCommand,
  sampleStaffCommand,
  sampleTotp,
  sbomCommand,
  staffAllowCodes,
  staffInvite,
  statisticsRecount,
  subjectsImport,
]
