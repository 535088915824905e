import { z } from 'zod'
import { escalateAccessReport } from '#domain/requests/access-reports/escalate-report.ts'
import { readAccessAnswerMail, readAccessReportMail } from '#domain/requests/access-reports/report-mail.ts'
import { accessAnswerMessage, accessReportMessage } from '../mail/access-messages.ts'
import { messageId } from '../mail/message-id.ts'
import { systemContext, type Task, type Tools } from '../task.ts'

const answerSchema = z.object({ subjectId: z.uuid(), auditId: z.uuid() })
const reportSchema = answerSchema.extend({ staffId: z.uuid() })

const portalOf = ({ services: { env } }: Tools) => ({ appUrl: env.APP_URL, sample: env.sampleData })

/** One security officer is told that a person asks about an access. */
export const sendAccessReportMail: Task = async (tools, payload, job) => {
  const key = reportSchema.parse(payload)
  const mail = await readAccessReportMail(systemContext(tools.services, 'send-access-report-mail', job), key)
  if (!mail) return
  const portal = portalOf(tools)
  await tools.mailer.send({
    to: mail.to,
    ...accessReportMessage(mail, portal),
    messageId: messageId(
      portal.appUrl,
      mail.overdue ? 'access-overdue' : 'access-report',
      `${key.auditId} ${key.staffId}`,
    ),
  })
}

/** The term of a question about an access ends. */
export const escalateAccessReportTask: Task = async ({ services }, payload, job) => {
  const key = answerSchema.parse(payload)
  if (await escalateAccessReport(systemContext(services, 'escalate-access-report', job), key))
    services.log.warn({ auditId: key.auditId }, 'a question about an access is overdue')
}

/** The person is told that the answer is there. */
export const sendAccessAnswerMail: Task = async (tools, payload, job) => {
  const key = answerSchema.parse(payload)
  const mail = await readAccessAnswerMail(systemContext(tools.services, 'send-access-answer-mail', job), key)
  if (!mail) return
  const portal = portalOf(tools)
  await tools.mailer.send({
    to: mail.to,
    ...accessAnswerMessage(mail, portal),
    messageId: messageId(portal.appUrl, 'access-answer', key.auditId),
  })
}
