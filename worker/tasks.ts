import type { Task } from './task.ts'
import { deleteExpired } from './tasks/delete-expired.ts'
import { handOverChoicesTask } from './tasks/hand-over-choices.ts'
import { keepRequestTime } from './tasks/keep-request-time.ts'
import { lapseTermsTask, remindOfTermsTask, sendTermReminder } from './tasks/keep-terms.ts'
import { renderSnapshots } from './tasks/render-snapshots.ts'
import { resumeMailTask } from './tasks/resume-mail.ts'
import { sendEmailChangeMail, sendEmailChangeMails } from './tasks/send-email-change-mails.ts'
import {
  remindRequest,
  sendCaseCode,
  sendRequestMail,
  sendRequestProof,
  sendRequestReminder,
} from './tasks/send-request-mails.ts'
import { sendSignInMail } from './tasks/send-sign-in-mail.ts'
import { sendStaffInvitation } from './tasks/send-staff-invitation.ts'
import { verifyProjectionTask } from './tasks/verify-projection.ts'

/** Every job that the worker can run, by the name under which it is enqueued. */
export const tasks: Readonly<Record<string, Task>> = {
  'delete-expired': deleteExpired,
  'hand-over-choices': handOverChoicesTask,
  'keep-request-time': keepRequestTime,
  'lapse-terms': lapseTermsTask,
  'remind-of-terms': remindOfTermsTask,
  'remind-request': remindRequest,
  'render-snapshots': renderSnapshots,
  'resume-mail': resumeMailTask,
  'send-case-code': sendCaseCode,
  'send-email-change-mail': sendEmailChangeMail,
  'send-email-change-mails': sendEmailChangeMails,
  'send-request-mail': sendRequestMail,
  'send-request-proof': sendRequestProof,
  'send-request-reminder': sendRequestReminder,
  'send-sign-in-mail': sendSignInMail,
  'send-staff-invitation': sendStaffInvitation,
  'send-term-reminder': sendTermReminder,
  'verify-projection': verifyProjectionTask,
}
