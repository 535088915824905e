import type { Task } from './task.ts'
import { deleteExpired } from './tasks/delete-expired.ts'
import { handOverChoicesTask } from './tasks/hand-over-choices.ts'
import { renderSnapshots } from './tasks/render-snapshots.ts'
import { resumeMailTask } from './tasks/resume-mail.ts'
import { sendEmailChangeMail, sendEmailChangeMails } from './tasks/send-email-change-mails.ts'
import { sendSignInMail } from './tasks/send-sign-in-mail.ts'
import { verifyProjectionTask } from './tasks/verify-projection.ts'

/** Every job that the worker can run, by the name under which it is enqueued. */
export const tasks: Readonly<Record<string, Task>> = {
  'delete-expired': deleteExpired,
  'hand-over-choices': handOverChoicesTask,
  'render-snapshots': renderSnapshots,
  'resume-mail': resumeMailTask,
  'send-email-change-mail': sendEmailChangeMail,
  'send-email-change-mails': sendEmailChangeMails,
  'send-sign-in-mail': sendSignInMail,
  'verify-projection': verifyProjectionTask,
}
