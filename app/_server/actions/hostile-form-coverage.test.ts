import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { places } from '../../../e2e/forms/places.ts'
import { entryPoints } from '../front/entry-points.ts'

const root = join(import.meta.dirname, '../../..')
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'app'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /^app\/\[locale\]\/.*\.tsx?$/.test(file) && !file.includes('.test.'))
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')

/** The folder of the page on which a file is drawn, below the language. */
function pageOf(file: string): string {
  let folder = dirname(file)
  while (!files.includes(`${folder}/page.tsx`)) folder = dirname(folder)
  return folder.replace(/^app\/\[locale\]\/?/, '')
}

// Forms with journeys of their own: where the platform's single sign-on is set up; where the browser sends Global Privacy
// Control; where a term is about to end; behind the link of a message, which by design takes a POST from anywhere; the check of a
// receipt, which changes nothing; the search of the audit log, whose one field finds a person or nobody; lifting, on a request that
// was restricted; what lets an erasure, a copy or a change in another system go on, which waits for a worker; confirming a year of the
// calendar, which is done once; the check of a system that fails; and what a page's script asks and answers about a passkey, which the
// permission matrix posts. The next version of the policy, of which there is one for the whole portal, has a journey too. The forms
// of people under 18 and of their representatives exist only where the operator has turned them on. A review of access decides about the
// roles of the sample's members, which others use, and an
// alert is about a member who opened many records.
const elsewhere = [
  'signInThroughPlatform',
  'answerBrowserSignal',
  'decideEnding',
  'unsubscribeByLink',
  'undoByLink',
  'checkReceipt',
  'lift',
  'startErasure',
  'continueErasure',
  'continueErasureForPerson',
  'settle',
  'confirmYear',
  'retrySourceNow',
  'settleSourceChange',
  'recordRecipient',
  'givePackage',
  'settleCopy',
  'makeCopyAgain',
  'lockCopy',
  'signInForCopy',
  'askNewPasskey',
  'addOwnPasskey',
  'askPasskeyToSignIn',
  'signInWithPasskey',
  'askPasskeyToConfirm',
  'confirmWithPasskey',
  'proposeVersion',
  'approveVersion',
  'takeVersionBack',
  'beginVersion',
  'saveWords',
  'saveVersionFacts',
  'approveWords',
  'discardVersion',
  'settleLine',
  'addNewClause',
  'addNewPart',
  'addNewPurpose',
  'addNewTopic',
  'keepWords',
  'retireWords',
  'savePurpose',
  'savePurposeOfOperator',
  'saveTopic',
  'beginProposal',
  'movePolicyPiece',
  'removePolicyPiece',
  'restorePolicyPiece',
  'nameMyRepresentative',
  'endMyRepresentation',
  'fileForMinor',
  'confirmRepresentative',
  'decideAsRepresentative',
  'reviewRole',
  'answerAlert',
  'askForKit',
]
const elsewherePages = [
  'my/representative',
  'my/represented/[representation]',
  'receipts',
  'representative/[token]',
  'requests/[reference]/package',
  'staff/audit-log',
  'staff/audit-log/kit',
  'staff/audit-log/sample',
  'staff/policy',
  'staff/policy/add',
  'staff/policy/edit',
  'staff/policy/wording',
  'staff/policy/wording/add',
  'staff/policy/wording/add-purpose',
  'staff/security',
  'u/[token]',
]

test('every action is tried with hostile input on some page', () => {
  const actions = Object.keys(entryPoints).flatMap((name) =>
    name.startsWith('action ') ? [name.slice('action '.length)] : [],
  )
  const tried = new Set(places.flatMap((place) => place.actions))
  expect(actions.length).toBeGreaterThan(40)
  expect(actions.filter((name) => !tried.has(name) && !elsewhere.includes(name))).toEqual([])
})

test('every page that has a form is tried with hostile input', () => {
  const withForms = files.filter((file) => {
    const text = textOf(file)
    return /\.tsx$/.test(file) && (/from '[./]+(\w+\/)*actions\.ts'/.test(text) || /method="post"/.test(text))
  })
  const pages = new Set(withForms.filter((file) => !file.endsWith('/layout.tsx')).map(pageOf))
  expect(pages.size).toBeGreaterThan(20)
  const listed = new Set(places.map(({ page }) => page))
  expect([...pages].filter((page) => !listed.has(page)).toSorted()).toEqual(elsewherePages)
  expect([...listed].filter((page) => !pages.has(page))).toEqual([])
})
