import { listAffected } from '#domain/incidents/affected/list-affected.ts'
import {
  type AnnexColumn,
  annexColumns,
  annexSchema,
  exportAnnex,
} from '#domain/incidents/register/export-annex.ts'
import {
  exportIncidents,
  type IncidentColumn,
  incidentColumns,
} from '#domain/incidents/register/export-incidents.ts'
import { openIncident } from '#domain/incidents/register/open-incident.ts'
import { listIncidents, readIncident } from '#domain/incidents/register/read-incidents.ts'
import { amendIncident, takeIncidentStep, writeNotice } from '#domain/incidents/register/work-on-incident.ts'
import { affectedQuerySchema } from '#domain/incidents/rules/affected-query.ts'
import { runIncidentTerms } from '#domain/incidents/term/run-terms.ts'
import { newPassphrase } from '#platform/crypto/age-lock.ts'
import { almatyMoment } from '#platform/time/almaty-time.ts'
import { factsOf, noticeFields, openedIncident } from '../incidents.ts'
import { bytesOf } from '../packages.ts'
import type { Calls, World } from './world.ts'

const named = <Column extends string>(columns: readonly Column[]) =>
  Object.fromEntries(columns.map((name) => [name, name])) as unknown as Record<Column, string>
const opened = ({ security, portal }: World) => openedIncident(security.ctx, portal)

/** The list of the people affected, counted before it is frozen. */
async function affected(world: World, frozen: boolean) {
  const reference = await opened(world)
  const { email } = await world.person()
  const query = (given: object) => affectedQuerySchema.parse({ reference, pasted: email, ...given })
  if (frozen) await listAffected(world.security.ctx, query({ counted: '1', press: 'freeze' }))
  return { reference, query }
}

export const incidentCalls: Calls = {
  'domain/incidents/affected/list-affected.ts#listAffected': async (world) => {
    const { query } = await affected(world, false)
    return () => listAffected(world.security.ctx, query({ counted: '1', press: 'freeze' }))
  },
  'domain/incidents/register/export-annex.ts#exportAnnex': async (world) => {
    const { reference } = await affected(world, true)
    const input = annexSchema.parse({ reference, reason: 'asked', passphrase: newPassphrase() })
    return async () => {
      const made = await exportAnnex(world.officer.ctx, input, named<AnnexColumn>(annexColumns))
      if (made.status === 'refused') throw new Error(made.code)
      await bytesOf(made.content)
    }
  },
  'domain/incidents/register/export-incidents.ts#exportIncidents': async (world) => {
    await opened(world)
    const words = {
      columns: named<IncidentColumn>(incidentColumns),
      value: (_: string, code: string) => code,
    }
    return () => exportIncidents(world.auditor, words)
  },
  'domain/incidents/register/open-incident.ts#openIncident': async ({ security, portal }) => {
    const noticed = almatyMoment(new Date(portal.services.clock.now().getTime() - 60_000))
    const given = { ...factsOf, noticedOn: noticed.slice(0, 10), noticedTime: noticed.slice(11, 16) }
    return () => openIncident(security.ctx, given)
  },
  'domain/incidents/register/read-incidents.ts#listIncidents': async (world) => {
    await opened(world)
    return () => listIncidents(world.security.ctx)
  },
  'domain/incidents/register/read-incidents.ts#readIncident': async (world) => {
    const reference = await opened(world)
    return () => readIncident(world.security.ctx, reference)
  },
  'domain/incidents/register/work-on-incident.ts#amendIncident': async (world) => {
    const reference = await opened(world)
    return () => amendIncident(world.security.ctx, { reference, ...factsOf, title: 'Басқа' })
  },
  'domain/incidents/register/work-on-incident.ts#takeIncidentStep': async (world) => {
    const reference = await opened(world)
    return () => takeIncidentStep(world.security.ctx, { reference, step: 'notify-authority', note: '№ 17' })
  },
  'domain/incidents/register/work-on-incident.ts#writeNotice': async (world) => {
    const reference = await opened(world)
    return () => writeNotice(world.security.ctx, { reference, ...noticeFields })
  },
}

/** It lets days pass. */
export const laterIncidentCalls: Calls = {
  'domain/incidents/term/run-terms.ts#runIncidentTerms': async (world) => {
    await opened(world)
    world.portal.passTime(9 * 86_400_000)
    return () => runIncidentTerms(world.portal.system)
  },
}
