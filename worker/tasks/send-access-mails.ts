import { z } from 'zod'
import { escalateAccessReport } from '#domain/requests/access-reports/escalate-report.ts'
import { readAccessAnswerMail, readAccessReportMail } from '#domain/requests/access-reports/report-mail.ts'
import { accessAnswerMessage, accessReportMessage } from '../mail/access-messages.ts'
import { defineMail } from '../mail/define-mail.ts'
import { systemContext, type Task } from '../task.ts'

const answerSchema = z.object({ subjectId: z.uuid(), auditId: z.uuid() })

/** One security officer is told that a person asks about an access. */
export const sendAccessReportMail = defineMail({
  task: 'send-access-report-mail',
  payload: answerSchema.extend({ staffId: z.uuid() }),
  read: readAccessReportMail,
  write: accessReportMessage,
  id: ({ auditId, staffId }, { overdue }) => [
    overdue ? 'access-overdue' : 'access-report',
    `${auditId} ${staffId}`,
  ],
})

/** The term of a question about an access ends. */
export const escalateAccessReportTask: Task = async ({ services }, payload, job) => {
  const key = answerSchema.parse(payload)
  if (await escalateAccessReport(systemContext(services, 'escalate-access-report', job), key))
    services.log.warn({ auditId: key.auditId }, 'a question about an access is overdue')
}

/** The person is told that the answer is there. */
export const sendAccessAnswerMail = defineMail({
  task: 'send-access-answer-mail',
  payload: answerSchema,
  read: readAccessAnswerMail,
  write: accessAnswerMessage,
  id: ({ auditId }) => ['access-answer', auditId],
})
