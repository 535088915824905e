import type { bulkMails } from '#domain/integrations/rules/bulk-mail.ts'
import { mailTask } from './mail/deliver-mail.ts'
import type { Task } from './task.ts'
import { checkCountsTask } from './tasks/check-counts.ts'
import { checkSourcesTask } from './tasks/check-sources.ts'
import { countConsentStatesTask } from './tasks/count-consent-states.ts'
import { countDraftImpactTask } from './tasks/count-draft-impact.ts'
import { countUsageTask } from './tasks/count-usage.ts'
import {
  expireConsentsTask,
  remindBeforeExpiryTask,
  sendExpiryReminder,
  sendTermOver,
} from './tasks/expire-consents.ts'
import { mailCheckpointTask, sendCheckpoint } from './tasks/mail-checkpoint.ts'
import { makeAuditKitsTask } from './tasks/make-audit-kits.ts'
import { measureEvidenceTask } from './tasks/measure-evidence.ts'
import {
  endChangedConsentsTask,
  endOutdatedConsentsTask,
  publishDueTask,
  sendPolicyMail,
  tellPolicyTask,
} from './tasks/publish-policy.ts'
import { purgeExpired } from './tasks/purge-expired-codes.ts'
import { raiseReadingAlertsTask, sendReadingAlert } from './tasks/raise-reading-alerts.ts'
import { remindRegistersTask, sendRegisterReminder } from './tasks/remind-registers.ts'
import { remindReviewTask, sendReviewReminder } from './tasks/remind-review.ts'
import { remindTrainingsTask, sendTrainingReminder } from './tasks/remind-trainings.ts'
import { renderSnapshots } from './tasks/render-snapshots.ts'
import { resumeMailTask, retryMailTask } from './tasks/resume-mail.ts'
import { rotateKeysTask } from './tasks/rotate-keys.ts'
import {
  copyBackupsTask,
  createBackupTask,
  createChangesTask,
  deleteKeystoresTask,
  verifyBackupTask,
} from './tasks/run-backups.ts'
import { runCanaryTask } from './tasks/run-canary.ts'
import { beginErasureTask, runErasuresTask, sendErasureMail } from './tasks/run-erasures.ts'
import {
  runIncidentTermsTask,
  sendIncidentAlert,
  sendIncidentMail,
  tellIncidentTask,
} from './tasks/run-incidents.ts'
import { beginPackageTask, runPackagesTask } from './tasks/run-packages.ts'
import { runRequestDeadlinesTask } from './tasks/run-request-deadlines.ts'
import { runRetentionTask } from './tasks/run-retention.ts'
import {
  carryProfileTask,
  endObjectionsTask,
  planSourceChangesTask,
  runSourceChangesTask,
} from './tasks/run-source-changes.ts'
import {
  escalateAccessReportTask,
  sendAccessAnswerMail,
  sendAccessReportMail,
} from './tasks/send-access-mails.ts'
import {
  sendEmailChangedMail,
  sendEmailChangeMail,
  sendEmailChangeMails,
} from './tasks/send-email-change-mails.ts'
import {
  sendNewBrowserMail,
  sendRefusedSignInAlert,
  sendStoppedRequestAlert,
} from './tasks/send-new-browser-mails.ts'
import {
  endMinoritiesTask,
  sendRepresentativeInvitation,
  sendRepresentativeMail,
} from './tasks/send-representative-mails.ts'
import {
  remindRequest,
  sendRequestCode,
  sendRequestMail,
  sendRequestReminder,
  sendRequestVerification,
  sendVerificationReminder,
} from './tasks/send-request-mails.ts'
import { sendSignInMail } from './tasks/send-sign-in-mail.ts'
import { sendStaffInvitation, sendStaffResetNotice } from './tasks/send-staff-invitation.ts'
import { sendStaffPasskeyNotice } from './tasks/send-staff-passkey-notice.ts'
import {
  publishHeldChoicesTask,
  publishPersonErasedTask,
  publishPolicyEventTask,
  publishRequestEventTask,
  sendWebhooksTask,
  wakeWebhooksTask,
} from './tasks/send-webhooks.ts'
import { syncPreferencesTask } from './tasks/sync-preferences.ts'
import { verifyProjectionTask } from './tasks/verify-projection.ts'
import { sendCalendarWarning, warnOfCalendarTask } from './tasks/warn-of-calendar.ts'
import { watchEvidenceTask } from './tasks/watch-evidence.ts'

/** Letters that a person waits for or that have a deadline: each job sends one. */
const letterTasks: Readonly<Record<string, Task>> = {
  'send-calendar-warning': sendCalendarWarning,
  'send-access-answer-mail': sendAccessAnswerMail,
  'send-access-report-mail': sendAccessReportMail,
  'send-access-review-reminder': sendReviewReminder,
  'send-case-code': sendRequestCode,
  'send-checkpoint': sendCheckpoint,
  'send-email-change-mail': sendEmailChangeMail,
  'send-email-changed-mail': sendEmailChangedMail,
  'send-erasure-mail': sendErasureMail,
  'send-reading-alert': sendReadingAlert,
  'send-incident-alert': sendIncidentAlert,
  'send-new-browser-mail': sendNewBrowserMail,
  'send-refused-sign-in-alert': sendRefusedSignInAlert,
  'send-register-reminder': sendRegisterReminder,
  'send-representative-invitation': sendRepresentativeInvitation,
  'send-representative-mail': sendRepresentativeMail,
  'send-request-mail': sendRequestMail,
  'send-request-proof': sendRequestVerification,
  'send-request-proof-reminder': sendVerificationReminder,
  'send-request-reminder': sendRequestReminder,
  'send-sign-in-mail': sendSignInMail,
  'send-staff-invitation': sendStaffInvitation,
  'send-stopped-request-alert': sendStoppedRequestAlert,
  'send-staff-passkey-notice': sendStaffPasskeyNotice,
  'send-staff-reset-notice': sendStaffResetNotice,
  'send-training-reminder': sendTrainingReminder,
}

/** Letters that may go to everybody at once. */
const bulkTasks: Readonly<Record<(typeof bulkMails)[number], Task>> = {
  'send-incident-mail': sendIncidentMail,
  'send-policy-mail': sendPolicyMail,
  'send-term-over': sendTermOver,
  'send-term-reminder': sendExpiryReminder,
}

const mailTasks: Readonly<Record<string, Task>> = { ...letterTasks, ...bulkTasks }

const asMail = (tasks: Readonly<Record<string, Task>>) =>
  Object.fromEntries(Object.entries(tasks).map(([name, send]) => [name, mailTask(name, send)]))

/** The names under which `/staff/mail` lists what was not delivered. */
export const mailTaskNames: readonly string[] = Object.keys(mailTasks)

/** Letters to one person, and what the portal does in its own database in a moment. */
const quickTasks: Readonly<Record<string, Task>> = {
  ...asMail(letterTasks),
  'begin-package': beginPackageTask,
  'carry-profile': carryProfileTask,
  'escalate-access-report': escalateAccessReportTask,
  'end-minorities': endMinoritiesTask,
  'end-objections': endObjectionsTask,
  'expire-consents': expireConsentsTask,
  'mail-checkpoint': mailCheckpointTask,
  'plan-source-changes': planSourceChangesTask,
  'publish-due-policy': publishDueTask,
  'publish-held-choices': publishHeldChoicesTask,
  'publish-person-erased': publishPersonErasedTask,
  'publish-policy-event': publishPolicyEventTask,
  'publish-request-event': publishRequestEventTask,
  'purge-expired-codes': purgeExpired,
  'raise-reading-alerts': raiseReadingAlertsTask,
  'remind-before-expiry': remindBeforeExpiryTask,
  'remind-access-review': remindReviewTask,
  'remind-registers': remindRegistersTask,
  'remind-request': remindRequest,
  'remind-trainings': remindTrainingsTask,
  'resume-mail': resumeMailTask,
  'retry-mail': retryMailTask(letterTasks),
  'run-incident-terms': runIncidentTermsTask,
  'run-request-deadlines': runRequestDeadlinesTask,
  'send-email-change-mails': sendEmailChangeMails,
  'wake-webhooks': wakeWebhooksTask,
  'warn-of-calendar': warnOfCalendarTask,
}

/** What waits for other systems, or works through a lot of data. */
const slowTasks: Readonly<Record<string, Task>> = {
  'begin-erasure': beginErasureTask,
  'check-counts': checkCountsTask,
  'check-sources': checkSourcesTask,
  'copy-backups': copyBackupsTask,
  'count-consent-states': countConsentStatesTask,
  'count-draft-impact': countDraftImpactTask,
  'count-usage': countUsageTask,
  'create-backup': createBackupTask,
  'create-changes': createChangesTask,
  'delete-keystores': deleteKeystoresTask,
  'end-changed-consents': endChangedConsentsTask,
  'end-outdated-consents': endOutdatedConsentsTask,
  'make-audit-kits': makeAuditKitsTask,
  'measure-evidence': measureEvidenceTask,
  'rotate-keys': rotateKeysTask,
  'run-canary': runCanaryTask,
  'run-erasures': runErasuresTask,
  'run-packages': runPackagesTask,
  'run-retention': runRetentionTask,
  'run-source-changes': runSourceChangesTask,
  'tell-incident': tellIncidentTask,
  'tell-policy': tellPolicyTask,
  'verify-backup': verifyBackupTask,
  'verify-projection': verifyProjectionTask,
  'watch-evidence': watchEvidenceTask,
}

const bulkLane: Readonly<Record<string, Task>> = {
  ...asMail(bulkTasks),
  'retry-bulk-mail': retryMailTask(bulkTasks),
}

type Lane = { tasks: Readonly<Record<string, Task>>; concurrency: number }

/** Jobs of one lane keep none of another waiting (`docs/decisions/040-lanes.md`). */
export const lanes = {
  quick: { tasks: quickTasks, concurrency: 4 },
  bulk: { tasks: bulkLane, concurrency: 2 },
  // Apart from what falls due at the same midnight: a new version of the policy must be on its page at once.
  pages: { tasks: { 'render-snapshots': renderSnapshots }, concurrency: 1 },
  platform: { tasks: { 'sync-preferences': syncPreferencesTask }, concurrency: 2 },
  slow: { tasks: slowTasks, concurrency: 6 },
  webhooks: { tasks: { 'send-webhooks': sendWebhooksTask }, concurrency: 8 },
} as const satisfies Record<string, Lane>

/** Every job that the worker can run, by the name under which it is enqueued. */
export const tasks: Readonly<Record<string, Task>> = Object.assign(
  {},
  ...Object.values(lanes).map((lane) => lane.tasks),
)
