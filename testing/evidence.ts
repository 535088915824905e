import { appendFileSync } from 'node:fs'
import { relative } from 'node:path'
import { expect } from 'vitest'
import type { EvidenceId } from '#domain/assurance/rules/evidence.ts'
import { type EvidenceView, readTrust } from '#domain/assurance/trust/read-trust.ts'
import { openMailer } from '#platform/mail/send-mail.ts'
import { measureEvidenceTask } from '../worker/tasks/measure-evidence.ts'
import type { TestPortal } from './people.ts'
import type { Seen } from './seen-lights.ts'

const hour = 3_600_000

/** The worker's job, six hours later: everything that is measured four times a day is due again. */
export async function measureAgain(portal: TestPortal, passMs = 6 * hour): Promise<void> {
  portal.passTime(passMs)
  const { services } = portal
  const tools = { services, mailer: openMailer('smtp://127.0.0.1:9', 'p@x.example'), platform: null }
  await measureEvidenceTask(tools, {}, { id: 'test', attempt: 1, signal: new AbortController().signal })
}

/** One evidence as a visitor sees it now. */
export async function evidenceOf(portal: TestPortal, id: EvidenceId): Promise<EvidenceView> {
  const { clauses } = await readTrust(portal.visitor)
  const found = clauses.flatMap(({ evidence }) => evidence).find((one) => one.id === id)
  if (!found) throw new Error(`${id} belongs to no clause`)
  // For `check-lights.ts` and `write-red-lights.ts`.
  const { LIGHTS_SEEN_FILE } = process.env
  if (LIGHTS_SEEN_FILE) {
    const seen: Seen = { id, state: found.state, ...currentTest() }
    appendFileSync(LIGHTS_SEEN_FILE, `${JSON.stringify(seen)}\n`)
  }
  return found
}

/** The test that runs, by its file and title. */
function currentTest(): { file: string; test: string } {
  const { testPath = '', currentTestName = '' } = expect.getState()
  return { file: relative(process.cwd(), testPath), test: currentTestName }
}

export const stateOf = async (portal: TestPortal, id: EvidenceId) => (await evidenceOf(portal, id)).state
