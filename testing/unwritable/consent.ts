import { recordDecline, recordWelcome } from '#domain/consent/choices/record-welcome.ts'
import { withdrawAll } from '#domain/consent/choices/withdraw-all.ts'
import { recordImportRun } from '#domain/consent/import/import-people.ts'
import { saveImportedTexts } from '#domain/consent/import/imported-texts.ts'
import { recordChoices } from '#domain/consent/ledger/record-choices.ts'
import { exportReceipts } from '#domain/consent/receipts/export-receipts.ts'
import { readReceipt } from '#domain/consent/receipts/read-receipt.ts'
import { recordChoicesSchema } from '#domain/consent/rules/choice-schemas.ts'
import { remindBeforeExpiry } from '#domain/consent/terms/remind-before-expiry.ts'
import { publishConsentTexts, readConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { makeUnsubscribeLink } from '#domain/consent/unsubscribe/make-unsubscribe-link.ts'
import { endObjections } from '#domain/fulfilment/change-run/plan-source-changes.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { contentHash } from '#platform/canonical-json.ts'
import { newId } from '#platform/ids.ts'
import { decide } from '../consent.ts'
import { formOf } from '../requests.ts'
import { type Calls, drain, must, type World } from './world.ts'

async function granted(world: World) {
  const person = await world.person()
  const eventId = await decide(person.own, person.subjectId, { decision: 'granted' })
  return { ...person, eventId }
}

export const consentCalls: Calls = {
  'domain/consent/choices/record-welcome.ts#recordDecline': async ({ person }) => {
    const { own, subjectId } = await person()
    return () => recordDecline(own, subjectId)
  },
  'domain/consent/choices/record-welcome.ts#recordWelcome': async ({ portal, person }) => {
    const { own, subjectId } = await person()
    const words = (await readConsentTexts(own, 'kk')).find(({ purpose }) => purpose === 'service')
    const policyVersion = must(await currentVersion(portal.visitor))
    const input = { answer: 'agree', textSha256: must(words).sha256, policyVersion, idempotencyKey: newId() }
    return () => recordWelcome(own, subjectId, input as never)
  },
  'domain/consent/import/import-people.ts#recordImportRun': async ({ portal }) => {
    const run = { sha256: 'a'.repeat(64), end: 'finished', counts: { people: 1 } } as const
    return () => recordImportRun(portal.system, run)
  },
  'domain/consent/import/imported-texts.ts#saveImportedTexts': async ({ portal }) => {
    const shown = { purpose: 'analytics', topic: '', words: { title: newId() } } as const
    const entry = { shown, locale: 'ru', sha256: contentHash(shown) } as const
    return () => saveImportedTexts(portal.owner, [entry])
  },
  'domain/consent/receipts/export-receipts.ts#exportReceipts': async (world) => {
    const { own, subjectId } = await granted(world)
    return () => drain(exportReceipts(own, subjectId))
  },
  'domain/consent/receipts/read-receipt.ts#readReceipt': async (world) => {
    const { eventId } = await granted(world)
    const program = world.portal.as({ kind: 'program', keyId: newId(), scopes: ['receipts:read'] })
    return () => readReceipt(program, eventId)
  },
  'domain/consent/texts/consent-texts.ts#publishConsentTexts': async ({ portal }) => {
    const words = { title: `Басқа ${newId()}` }
    return () => publishConsentTexts(portal.owner, 'kk', [{ purpose: 'analytics', topic: '', words }])
  },
  'domain/consent/unsubscribe/make-unsubscribe-link.ts#makeUnsubscribeLink': async ({ portal, person }) => {
    const { subjectId } = await person()
    const news = { purpose: 'communication', topic: 'new-materials', channel: 'email' } as const
    return () => makeUnsubscribeLink(portal.system, { subjectId }, news)
  },
  'domain/fulfilment/change-run/plan-source-changes.ts#endObjections': async ({
    portal,
    officer,
    person,
  }) => {
    const { own, subjectId } = await person()
    const agree = () => decide(own, subjectId, { purpose: 'personalisation', decision: 'granted' })
    await agree()
    const filed = await fileRequest(own, formOf('objection'))
    if (filed.status !== 'filed') throw new Error(filed.code)
    for (const step of [{ step: 'take' }, { step: 'fulfil', message: 'Орындалды.' }])
      await takeRequestStep(officer.ctx, stepSchema.parse({ reference: filed.reference, ...step }))
    await agree()
    return () => endObjections(portal.system, { subjectIds: [subjectId] })
  },
  'domain/consent/terms/remind-before-expiry.ts#remindBeforeExpiry': async (world) => {
    await granted(world)
    world.portal.passTime(345 * 86_400_000)
    return () => remindBeforeExpiry(world.portal.system)
  },
}

/** The writer of the ledger appends the records of several people in one transaction, so the code of these calls names none. */
export const ledgerCalls: Calls = {
  'a choice': async ({ portal, person }) => {
    const { own, subjectId } = await person()
    const policyVersion = must(await currentVersion(portal.visitor))
    const given = { policyVersion, origin: 'choices', locale: 'ru', idempotencyKey: newId() }
    const choices = [{ purpose: 'analytics', decision: 'granted' }]
    return () => recordChoices(own, subjectId, recordChoicesSchema.parse({ ...given, choices }))
  },
  'a withdrawal of everything': async (world) => {
    const { own, subjectId } = await granted(world)
    const policyVersion = must(await currentVersion(world.portal.visitor))
    const input = { policyVersion, idempotencyKey: newId() }
    return () => withdrawAll(own, subjectId, input)
  },
}
