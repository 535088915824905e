import { z } from 'zod'
import { readIncidentAlert, readIncidentMail, tellIncident } from '#domain/incidents/notices/tell-people.ts'
import { runIncidentTerms } from '#domain/incidents/term/run-terms.ts'
import { incidentAlertMessage, incidentMessage } from '../mail/incident-messages.ts'
import { messageId } from '../mail/message-id.ts'
import { systemContext, type Task } from '../task.ts'

/** Every minute: looks at the terms of open notices to the authority. */
export const runIncidentTermsTask: Task = async ({ services }, _payload, job) => {
  const run = await runIncidentTerms(systemContext(services, 'run-incident-terms', job))
  if (run.warned + run.passed + run.moved > 0)
    services.log.warn(run, 'the term of a notice to the authority ends, has passed or was moved')
}

const batchSchema = z.object({ incidentId: z.uuid(), after: z.uuid().nullable() })

/** The next people of the list are told. */
export const tellIncidentTask: Task = async ({ services }, payload, job) => {
  const people = await tellIncident(systemContext(services, 'tell-incident', job), batchSchema.parse(payload))
  services.log.info({ people }, 'letters about an incident are on their way')
}

const mailSchema = z.object({ incidentId: z.uuid(), subjectId: z.uuid() })

export const sendIncidentMail: Task = async ({ services, mailer }, payload, job) => {
  const about = mailSchema.parse(payload)
  const mail = await readIncidentMail(systemContext(services, 'send-incident-mail', job), about)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...incidentMessage(mail, { appUrl, sample }),
    messageId: messageId(appUrl, 'incident', `${about.incidentId} ${about.subjectId}`),
  })
}

const alertSchema = z.object({
  incidentId: z.uuid(),
  staffId: z.uuid(),
  alert: z.enum(['opened', 'soon', 'passed']),
})

/** One officer is told about an incident or its term. */
export const sendIncidentAlert: Task = async ({ services, mailer }, payload, job) => {
  const about = alertSchema.parse(payload)
  const mail = await readIncidentAlert(systemContext(services, 'send-incident-alert', job), about)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...incidentAlertMessage(mail, { appUrl, sample }),
    messageId: messageId(appUrl, 'incident-alert', `${about.incidentId} ${about.staffId} ${about.alert}`),
  })
}
