import { z } from 'zod'
import { readIncidentAlert, readIncidentMail, tellIncident } from '#domain/incidents/notices/tell-people.ts'
import { runIncidentTerms } from '#domain/incidents/term/run-terms.ts'
import { defineMail } from '../mail/define-mail.ts'
import { incidentAlertMessage, incidentMessage } from '../mail/incident-messages.ts'
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

export const sendIncidentMail = defineMail({
  task: 'send-incident-mail',
  payload: z.object({ incidentId: z.uuid(), subjectId: z.uuid() }),
  read: readIncidentMail,
  write: incidentMessage,
  id: ({ incidentId, subjectId }) => ['incident', `${incidentId} ${subjectId}`],
})

const alertSchema = z.object({
  incidentId: z.uuid(),
  staffId: z.uuid(),
  alert: z.enum(['opened', 'soon', 'passed']),
})

/** One officer is told about an incident or its term. */
export const sendIncidentAlert = defineMail({
  task: 'send-incident-alert',
  payload: alertSchema,
  read: readIncidentAlert,
  write: incidentAlertMessage,
  id: ({ incidentId, staffId, alert }) => ['incident-alert', `${incidentId} ${staffId} ${alert}`],
})
